#!/usr/bin/python3
"""Telit Cinterion: the knobs of our vendor reference's annex C, column A, that the other files do
not turn: settings lost, slow commands, a locked SIM, noise, other names, other models.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from cinterion import NEW, OLD, CinterionCase
from world import cases

# AN17 chapter 7, table 3: what a gateway set, none of it a factory setting.
TABLE_3 = {
    '^SCFG "GPRS/AutoAttach"': '"disabled"',
    '^SCFG "GPRS/MTU/Mode"': '"1"',
    '^SCFG "GPRS/MTU/Size"': '"1400"',
    '^SCFG "Ident/Manufacturer"': '"Cinterion Inc"',
    '^SCFG "Ident/Product"': '"EXS82-W (ours)"',
    '^SCFG "MEopMode/RscMgmt/Rrc"': '"1"',
    '^SCFG "MEopMode/SRPOM"': '"1"',
    '^SCFG "Radio/Band/2G"': '"00000001"',
    '^SCFG "Radio/Band/CatM"': '"00080004"',
    '^SCFG "Radio/Band/CatNB"': '"00080080"',
    '^SCFG "Radio/Suspend"': '"1"',
    '^SCFG "Security/GEA"': '"7"',
    '^SXRAT': '8',  # NB-IoT alone, where that MTU is refused
    '+CCIOTOPT': '0,3,1',
    '^SSDA': '1',
    '+CEMODE': '0',
    '+CGSMS': '3',
    '^SGCONF': '0,0,10,10,0',
}
ROWS = {
    '+CEDRXS': 'AT+CEDRXS=1,4,"0010"',
    '^SEDRXS': 'AT^SEDRXS=1,5,"0011","0001"',
    '+CGDCONT': 'AT+CGDCONT=3,"IP","gateway.net","",0,0,1,0,1,0',
    '^SGAPN': 'AT^SGAPN=3,0,"IP","gateway.net","LTE","Enabled",0',
    '^SGAUTH': 'AT^SGAUTH=3,1,"deep-secret","gateway"',
}
SECRETS = '[SGAUTH]\n3.password=deep-secret\n'


class Settings(CinterionCase):
    def plant(self):
        """All of table 3, as numbers and masks that the module prints otherwise than it is told."""
        for key, value in TABLE_3.items():
            self.modem.control('nv %s = %s' % (key, value))
        for line in ROWS.values():
            self.modem.control('at ' + line)

    def settings(self):
        return {key: self.modem.get()['settings'][key] for key in [*TABLE_3, *ROWS]}

    def test_all_of_table_3(self):
        self.prepare('nv-loss')
        self.plant()
        before = self.settings()
        self.write_configuration('settings.d', 'gateway.secrets', SECRETS, 0o600)
        self.enter()
        job = self.run_update(to_version=NEW, seconds=120)
        self.assert_succeeded(job)
        self.assertEqual(job['Warnings'], [])
        self.assert_same(before)
        written = [line for line in self.modem.received() if line.startswith('AT^SCFG="Ident/')]
        last = [line for line in self.modem.received() if '=' in line and '?' not in line]
        self.assertEqual(len(written), 2)
        self.assertLess(last.index('AT^SXRAT=8'), last.index(written[0]))
        self.assertNotIn('deep-secret', self.service.log())

    def assert_same(self, before):
        after = self.settings()
        for key in before:
            with self.subTest(key):
                self.assertEqual(self.plain(after[key]), self.plain(before[key]))

    @staticmethod
    def plain(value):
        """Masks as numbers, without quotes."""
        return str(value).lower().replace('"', '').replace("'", '')

    def test_a_password_that_nobody_knows(self):
        self.prepare('nv-loss')
        self.modem.control('at ' + ROWS['^SGAUTH'])
        self.enter()
        job = self.run_update(to_version=NEW)
        self.assert_succeeded(job)
        self.assertIn('SGAUTH', ' '.join(job['Warnings']))
        self.assertEqual([line for line in self.modem.received() if line.startswith('AT^SGAUTH=')], [])

    def test_a_slow_sxrat(self):
        """200 s until its OK, and nothing is said meanwhile."""
        self.prepare('nv-loss+slow-sxrat', scale=0.02)
        self.modem.control('nv ^SXRAT = 7,8')
        self.enter()
        job = self.run_update(to_version=NEW)
        self.assert_succeeded(job)
        self.assertEqual(job['Warnings'], [])
        self.assertEqual(self.modem.get()['settings']['^SXRAT'], '7,8')
        self.assertEqual(self.modem.received().count('AT^SXRAT=7,8'), 1)

    def test_the_echo_is_on_again(self):
        self.begin_with('echo-on-after-update')
        self.assert_succeeded(self.run_update(to_version=NEW))
        self.assert_given_back()

    def test_a_module_with_another_name(self):
        """Ident/Product is back at its default after the update: it is still the same module."""
        self.prepare('nv-loss')
        self.modem.control('nv ^SCFG "Ident/Manufacturer" = "ACME"')
        self.modem.control('nv ^SCFG "Ident/Product" = "Gateway"')
        self.tell_name('ACME', 'Gateway')
        self.enter()
        job = self.run_update(to_version=NEW)
        self.assert_succeeded(job)
        self.assertEqual(self.modem.get()['settings']['^SCFG "Ident/Product"'], '"Gateway"')
        self.assertEqual(self.world.mm.await_modem()['Model'], 'Gateway')


class Sim(CinterionCase):
    def check(self, scenario, tried, **values):
        self.begin_with(scenario)
        self.assert_succeeded(self.run_update(to_version=NEW, **values))
        self.assertEqual([e['right'] for e in self.modem.events('pin')], tried)
        self.assertNotIn('4711', self.service.log())

    def test_locked_after_the_update(self):
        self.check('locked-after-boot+nv-loss', [])

    def test_unlocked_after_the_update(self):
        self.check('locked-after-boot+nv-loss', [True], sim_pin='1234')

    def test_a_wrong_pin_after_the_update_is_tried_once(self):
        self.check('locked-after-boot', [False], sim_pin='4711')

    def test_a_wrong_pin_is_not_tried_after_the_second_install(self):
        self.begin_with('locked-after-boot+version-unchanged')
        job = self.run_update(to_version=NEW, sim_pin='4711', attempts=2, seconds=120)
        self.assert_failed(job, 'InstallFailed')
        self.assertEqual([e['right'] for e in self.modem.events('pin')], [False])

    def test_locked_before(self):
        """Unlocked once for the download; the next boot wants its PIN again."""
        self.begin_with()
        self.modem.control('scenario sim-locked')
        self.modem.control('reset')
        self.modem.await_event('alive')
        self.path = self.service.await_modem()
        self.assert_succeeded(self.run_update(to_version=NEW, sim_pin='1234'))
        self.assertEqual([e['right'] for e in self.modem.events('pin')], [True, True])


class Wire(CinterionCase):
    def test_noise_and_pieces(self):
        """Garbage before every line, lines in pieces, and others in the middle of replies."""
        self.begin_with()
        self.modem.control('scenario garbage+split+urc-in-reply')
        self.assert_succeeded(self.run_update(to_version=NEW))
        self.assert_installed_once()

    def test_a_download_of_somebody_else(self):
        """It is stopped, since the module takes no other package meanwhile."""
        self.prepare(modem_scale=0.01)
        host = self.host()
        for line in ('AT^SNFOTA="url","%s"' % self.world.package('--size', '100000', name='other.usf'),
                     'AT^SNFOTA="crc","%s"' % ('00' * 32), 'AT^SNFOTA="act",2'):
            self.assertEqual(host.command(line), ['OK'])
        host.close()
        self.enter()
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_slow_answers(self):
        self.begin_with()
        self.modem.control('scenario slow')
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_the_port_dies_in_the_download(self):
        self.begin_with('port-dies', flavour='usb')
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_a_download_that_stalls(self):
        """Five minutes without progress, though it answers; the next attempt stops it first."""
        self.begin_with('stall-download', scale=0.008, modem_scale=0.002)
        self.assert_succeeded(self.run_update(to_version=NEW, attempts=2))
        self.assertRegex(str(self.world.web.requests[1][1]), r'bytes=\d+-')

    def test_a_module_that_never_comes_back(self):
        self.begin_with('vanish-for-good', scale=0.004, modem_scale=0.002)
        self.assert_failed(self.run_update(to_version=NEW), 'ModemGone')


class Models(CinterionCase):
    def check(self, model):
        self.begin_with(model=model)
        self.assertEqual(self.service.get(self.path, 'Modem', 'Model'), model)
        self.assert_succeeded(self.run_update(from_version=OLD, to_version=NEW))

    def test_tx62_w_b(self):
        self.check('TX62-W-B')

    def test_tx62_w(self):
        self.check('TX62-W')

    def test_exs62_w(self):
        self.check('EXS62-W')

    def test_tx82_w(self):
        self.check('TX82-W')


if __name__ == '__main__':
    cases.main()
