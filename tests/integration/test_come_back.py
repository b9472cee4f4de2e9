#!/usr/bin/python3
"""The modem comes back as it was: a customer's module, all of whose settings an update resets, is
followed row by row over the real update.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import json
import os
import re

from cinterion import NEW, CinterionCase
from world import HERE, WorldCase, cases

from gi.repository import GLib

SETUPS = os.path.join(HERE, '..', 'unit', 'settings')

# AN17 table 3 in the order of writing, then what a gateway needs beside it.
TABLE_3 = ['GPRS/MTU/Mode', 'GPRS/MTU/Size', 'Radio/Band/2G', 'Radio/Band/CatM', 'Radio/Band/CatNB',
           'SXRAT', 'SGAPN 2', 'CGDCONT 1', 'CGDCONT 3', 'SGAUTH 1', 'CEMODE', 'CEDRXS 4', 'SEDRXS 4',
           'CCIOTOPT', 'GPRS/AutoAttach', 'Radio/Suspend', 'MEopMode/RscMgmt/Rrc', 'MEopMode/SRPOM',
           'Security/GEA', 'SSDA', 'CGSMS', 'SGCONF', 'Ident/Manufacturer', 'Ident/Product']
BESIDE = {'CPSMS', 'SNFOTA/urc', 'flow-control'}
# The fetch itself, the last URL's remains, and what ModemManager sets when it probes.
NOT_OURS = {'^SNFOTA', '+CMEE', '+CSCS', '+CTZU'}
BANDS = {'CatM': ('"00080004"', '"0f0e189f","0010000200000000"'),
         'CatNB': ('"00080080"', '"0b0e189f","0010004200000000"')}


class Exs82(CinterionCase):
    def begin_as_customers(self, scenario):
        self.prepare(scenario)
        host = self.host()
        with open(os.path.join(SETUPS, 'cinterion.setup'), encoding='utf-8') as lines:
            for line in lines:
                if not line.startswith('#'):
                    self.assertEqual(host.command(line.strip())[-1], 'OK', line)
        for name, (wanted, _) in BANDS.items():
            self.assertEqual(host.command('AT^SCFG="Radio/Band/%s"' % name)[0],
                             '^SCFG: "Radio/Band/%s",%s' % (name, wanted))
        host.close()
        self.add_secret('[SGAUTH]\n1.password=planted-secret-a\n')
        self.tell_name('Acme', 'Box-1')
        self.enter()

    def add_secret(self, text):
        folder = os.path.join(self.world.folder, 'configuration', 'settings.d')
        os.makedirs(folder)
        with open(os.open(os.path.join(folder, 'own.secrets'), os.O_CREAT | os.O_WRONLY, 0o600), 'w',
                  encoding='utf-8') as file:
            file.write(text)

    def kept(self):
        """The module's memory, masks as the numbers they are."""
        values = {k: v for k, v in self.modem.get()['settings'].items() if k not in NOT_OURS}
        for key in values:
            if 'Radio/Band' in key:
                values[key] = [int(mask, 16) for mask in re.findall('[0-9a-f]+', values[key])]
        return values

    def settings(self, verb, *arguments):
        status, output, errors = self.service.fotactl('--json', 'settings', verb, 'any', *arguments)
        self.assertEqual(status, 0, errors)
        return output

    def written(self):
        return [details['name'] for _, _, _, what, details in
                self.service.call(self.job, 'Job.GetLog') if what == 'writing']

    def test_all_of_table_3(self):
        self.begin_as_customers('nv-loss')
        before = self.kept()
        self.settings('save')
        self.job = self.update(to_version=NEW)
        self.service.await_phase(self.job, 'verify')
        lost = self.kept()
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertEqual((job['ToVersion'], job['Warnings']), (NEW, []))
        for name, (_, reset) in BANDS.items():
            masks = [int(mask, 16) for mask in re.findall('[0-9a-f]+', reset)]
            self.assertEqual(lost['^SCFG "Radio/Band/%s"' % name], masks)
        self.assertEqual(self.kept(), before)
        self.assertEqual([name for name in self.written() if name not in BESIDE], TABLE_3)
        self.assertEqual(json.loads(self.settings('diff', '1')), [])
        self.job = self.service.call(self.path, 'Modem.RestoreSettings',
                                     GLib.Variant('(sa{sv})', ('1', {})))
        self.assert_succeeded(self.service.await_end(self.job), changed=False)
        self.assertEqual(self.written(), [], 'the second restore wrote something')

    def test_what_does_not_come_back(self):
        """One refused, one that reads back otherwise, one the new firmware does not know, and a
        module that dies under the fourth: the rest is back, and the verdict is the firmware's."""
        self.begin_as_customers('nv-loss')
        before = self.kept()
        self.job = self.update(to_version=NEW)
        self.service.await_phase(self.job, 'install')
        for trouble in ('refuse ^SGCONF=', 'stick +CEMODE=', 'refuse ^SSDA', 'crash +CGSMS='):
            self.modem.control('trouble ' + trouble)
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertEqual(job['ToVersion'], NEW)
        told = {warning.split(':')[0]: warning for warning in job['Warnings']}
        self.assertEqual(set(told), {'SGCONF', 'CEMODE', 'SSDA', 'CGSMS'}, job['Warnings'])
        self.assertEqual(told['SGCONF'], 'SGCONF: wanted 0,0,10,10,0, found 0,0,12,12,0: '
                         'the modem refused it (ERROR)')
        self.assertEqual(told['CEMODE'], 'CEMODE: wanted 0, found 2: it was written, and reads '
                         'otherwise')
        self.assertIn('the modem no longer knows it', told['SSDA'])
        self.assertIn('CGSMS: wanted 3, found 1: the modem ', told['CGSMS'])
        after = self.kept()
        self.assertEqual({key for key in before if after[key] != before[key]},
                         {'^SGCONF', '+CEMODE', '^SSDA', '+CGSMS'})


class OnTheirOwn(WorldCase):
    """Saved, compared, restored without an update, by each family's catalogue."""

    def come_back(self, options, plugin, change, name):
        world = self.make_world()
        self.path = world.start(*options, flavour='uart', plugin=plugin)
        self.service, modem = world.service, world.modem
        self.work('SaveSettings', '(s)', '')
        before = modem.get()['settings']
        modem.control('nv ' + change)
        self.assertEqual(self.work('CompareSettings', '(s)', '1')['differs'], [name])
        self.assertEqual(self.work('RestoreSettings', '(sa{sv})', '1', {})['writing'], [name])
        self.assertEqual(self.work('CompareSettings', '(s)', '1'), {})
        self.assertEqual(self.work('RestoreSettings', '(sa{sv})', '1', {}), {})
        key = change.partition(' = ')[0]
        value = modem.get()['settings'][key]
        self.assertEqual(value[:len(before[key])], before[key])  # some are written with "at once"

    def work(self, member, signature, *values):
        """{event: [name]} of the job's rows."""
        job = self.service.call(self.path, 'Modem.' + member, GLib.Variant(signature, values))
        self.assert_succeeded(self.service.await_end(job), changed=False)
        if member != 'CompareSettings':  # whose findings they are
            self.assertEqual(self.service.all(job, 'Job')['Warnings'], [])
        events = {}
        for _, _, _, what, details in self.service.call(job, 'Job.GetLog'):
            if what in ('differs', 'writing'):
                events.setdefault(what, []).append(details['name'])
        return events

    def test_cinterion(self):
        self.come_back(('--family', 'cinterion'), 'cinterion', '+CEMODE = 0', 'CEMODE')

    def test_telit(self):
        self.come_back(('--family', 'telit', '--model', 'HE910'), 'telit', '#FTPTO = 600', 'FTPTO')

    def test_hl78(self):
        self.come_back(('--family', 'hl78', '--model', 'HL7812'), 'generic', '+KSLEEP = 1,0,5', 'KSLEEP')

    def test_sequans(self):
        self.come_back(('--family', 'sequans'), 'generic', '+SQNRICFG = 1', 'SQNRICFG')

    def test_quectel(self):
        self.come_back(('--model', 'EC25'), 'quectel', '+QCFG "nwscanmode" = 1', 'nwscanmode')


if __name__ == '__main__':
    cases.main()
