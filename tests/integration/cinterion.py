"""The world of a Cinterion module: its packages with their digests, its certificates.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import hashlib
import os
import ssl
import tempfile

from gi.repository import Gio, GLib

from service import NAME, options
from world import WorldCase, rig

OLD, NEW = '01.100_01.000.14', '01.200_01.000.20'
IMEI = '351562110012345'
MODEL = ('--family', 'cinterion', '--model', 'EXS82-W')
PLUGIN = 'cinterion'
MAGIC = b'SECURECMD'  # the pretend module's own container


class CinterionCase(WorldCase):
    def prepare(self, scenario='', flavour='uart', modem_scale=0.005, scale=0.05, set_facts=(),
                target=NEW, model='EXS82-W', spare=False):
        """The world before ModemManager sees the modem, of which it gets the first port."""
        world = self.make_world(modem_scale=modem_scale, scale=scale)
        options = ['--family', 'cinterion', '--model', model, '--scenario', scenario or 'success']
        for fact in set_facts:
            options += ['--set', fact]
        folder = os.path.join(world.folder, 'modem0')
        os.mkdir(folder)
        if spare:
            flavour = [word for name in ('modem', 'spare')
                       for word in ('--uart', os.path.join(folder, name))]
        self.modem = rig.Simulator(folder, *options, ports=flavour, scale=modem_scale).start()
        self.modem.uid = '/virtual/modem0'
        world.modems.append(self.modem)
        self.service, self.target, self.model = world.service, target, model
        self.source = next((f[8:] for f in set_facts if f.startswith('version=')), OLD)
        self.make_package()

    def make_package(self):
        self.url = self.world.package('--family', 'cinterion', '--model', self.model, '--from', self.source,
                                      '--to', self.target, name='diff.usf')
        with open(os.path.join(self.world.web.folder, 'diff.usf'), 'rb') as file:
            self.digest = hashlib.sha256(file.read()).hexdigest()

    def turn_around(self):
        """The next update leads back."""
        self.source, self.target = self.target, self.source
        self.make_package()

    def enter(self):
        self.world.mm.start()
        self.world.mm.set_profile('modem0', PLUGIN, self.modem.path)
        self.world.mm.await_modem()
        self.service.start()
        self.path = self.service.await_modem()

    def write_configuration(self, folder, name, text, mode=0o644):
        path = os.path.join(self.world.folder, 'configuration', folder)
        os.makedirs(path, exist_ok=True)
        path = os.path.join(path, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        os.chmod(path, mode)

    def tell_name(self, manufacturer, model):
        """What ^SCFG="Ident/…" makes it call itself."""
        self.write_configuration('modems.d', 'names.modems', '[renamed]\nVendor=cinterion\n'
                                 'Manufacturer=^%s$\nModel=^%s$\nSettings=exs82.settings\n' %
                                 (manufacturer, model))

    def begin_with(self, scenario='', **more):
        self.prepare(scenario, **more)
        self.enter()

    def host(self):
        host = rig.Host(self.modem.path)
        host.command('ATE0')
        return host

    def update(self, url=None, **values):
        return self.service.update(self.path, url or self.url, **{'sha256': self.digest, **values})

    def run_update(self, url=None, seconds=60, **values):
        self.job = self.update(url, **values)
        return self.service.await_end(self.job, seconds)

    def await_state(self, state, seconds=30):
        self.service.await_job(self.job, state, lambda job: job.get('State') == state, seconds)

    def await_percent(self, percent):
        self.service.await_job(self.job, '%d %%' % percent, lambda job: job.get('Phase') == 'transfer' and
                               job.get('PhaseProgress', 0) >= percent)

    def installs(self):
        return [line for line in self.modem.received() if 'SFDL' in line.upper()]

    def assert_installed_once(self):
        self.assertEqual(self.installs(), ['AT^SFDL=2'])

    def assert_given_back(self):
        self.assertEqual(self.world.mm.await_modem()['EquipmentIdentifier'], IMEI)
        self.assertEqual(self.service.await_modem(), self.path)

    # LwM2M

    def enrol(self, **values):
        """The ended job of Enrol."""
        options = {k.replace('_', '-'): GLib.Variant('s' if isinstance(v, str) else 'u', v)
                   for k, v in values.items()}
        self.job = self.service.call(self.path, 'Modem.Enrol', GLib.Variant('(a{sv})', (options,)))
        return self.service.await_end(self.job)

    def check_server(self, band=None, **values):
        """The job of CheckServer; the server begins as soon as it is followed."""
        self.job = self.service.call(self.path, 'Modem.CheckServer',
                                     GLib.Variant('(a{sv})', (options(values),)))
        self.service.await_phase(self.job, 'transfer')
        if band:
            self.modem.control('lwm2m %s %s' % (band, self.url))

    # Certificates

    def load_certificate(self, data, kind='server-ca', **values):
        """The ended job of InstallCertificate."""
        files = Gio.UnixFDList()
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.flush()
            handle = files.append(file.fileno())
        options = {k: GLib.Variant('u', v) for k, v in values.items()}
        result, _ = self.world.bus.connection.call_with_unix_fd_list_sync(
            NAME, self.path, NAME + '.Modem', 'InstallCertificate',
            GLib.Variant('(sha{sv})', (kind, handle, options)), None, Gio.DBusCallFlags.NONE, 10000,
            files, None)
        self.job = result.unpack()[0]
        return self.service.await_end(self.job)

    def install_ca(self, index=1):
        der = b'a CA'
        if self.world.web.scheme == 'https':
            with open(self.world.web.certificate, encoding='ascii') as file:
                der = ssl.PEM_cert_to_DER_cert(file.read())
        job = self.load_certificate(MAGIC + bytes([index]) + der, index=index)
        self.assert_succeeded(job, changed=False)
