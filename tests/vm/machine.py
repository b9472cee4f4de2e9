"""The virtual gateway's hardware: a QEMU machine with one disk and a USB controller, in whose two
ports is whatever is at the other end of the cables.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'modem'))

import agent  # noqa: E402
import rig  # noqa: E402

COMMAND_LINE = ('console=ttyS0 quiet loglevel=4 rw net.ifnames=0 mitigations=off '
                'systemd.show_status=no systemd.journald.forward_to_console=no')
# Without vmx or svm, a /dev/kvm that opens is a paravirtual one, which cannot run a stock kernel.
USB_PORTS = ('modem', 'modem2')  # sockets for cables; the guest's 1-1 and 1-2
VIRTUALIZES = {'vmx', 'svm'}


def accelerator():
    with open('/proc/cpuinfo', encoding='ascii', errors='replace') as file:
        flags = next((line.split() for line in file if line.startswith('flags')), [])
    if os.access('/dev/kvm', os.W_OK) and VIRTUALIZES & set(flags):
        return ['-accel', 'kvm', '-cpu', 'host']
    return ['-accel', 'tcg,thread=multi,tb-size=384', '-cpu', 'max']


class Machine:
    """`share` is the folder the guest can mount as /host.  The disk keeps what was written when the
    power is cut; the guest's memory is lost."""

    def __init__(self, image, folder, share, processors=2):
        self.image, self.folder, self.share = image, folder, share
        self.processors = processors
        self.disk = os.path.join(folder, 'disk')
        self.console = os.path.join(folder, 'console.log')
        self.process = None
        self.agent = agent.Agent(self.path('agent'))
        self.boots = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def make_disk(self):
        subprocess.run(['cp', '--sparse=always', '--reflink=auto', os.path.join(self.image, 'disk'),
                        self.disk], check=True)

    def arguments(self):
        def chardev(name, options=''):
            return ['-chardev', 'socket,id=%s,path=%s,server=on,wait=off%s'
                    % (name, self.path(name), options)]
        return [
            'qemu-system-x86_64', '-name', 'gateway', '-M', 'q35,usb=off,vmport=off,smbus=off,sata=off',
            *accelerator(), '-smp', str(self.processors), '-m', '640', '-nodefaults',
            '-no-user-config', '-no-reboot', '-display', 'none',
            '-kernel', os.path.join(self.image, 'vmlinuz'),
            '-initrd', os.path.join(self.image, 'initramfs'), '-append', COMMAND_LINE,
            '-drive', 'file=%s,format=raw,if=none,id=disk,cache=writeback' % self.disk,
            '-device', 'virtio-blk-pci,drive=disk',
            '-virtfs', 'local,path=%s,mount_tag=host,security_model=none,readonly=on' % self.share,
            '-netdev', 'user,id=uplink', '-device', 'virtio-net-pci,netdev=uplink,romfile=',
            '-device', 'virtio-rng-pci', '-device', 'virtio-serial-pci',
            *chardev('agent'), '-device', 'virtserialport,chardev=agent,name=org.qemu.guest_agent.0',
            '-device', 'qemu-xhci,id=usb', *[
                word for n, name in enumerate(USB_PORTS, 1) for word in (
                    *chardev(name), '-device', 'usb-redir,chardev=%s,bus=usb.0,port=%d' % (name, n))],
            '-serial', 'file:' + self.console]

    def power_on(self, seconds=240):
        for name in ('agent', *USB_PORTS):
            if os.path.exists(self.path(name)):
                os.unlink(self.path(name))
        with open(self.path('qemu.log'), 'ab') as log:
            self.process = rig.spawn(self.arguments(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.boots += 1
        self.agent.connect(seconds)
        self.run('systemctl is-system-running --wait', check=False, seconds=seconds)

    def power_cut(self):
        """The plug is pulled: nothing in the guest gets to know."""
        self.process.kill()
        self.process.wait()
        self.agent.close()
        self.process = None

    def stop(self):
        if self.process:
            self.power_cut()

    def run(self, command, check=True, seconds=60, user=None):
        """(exit status, output and errors) of a command in the guest; with `check`, the output."""
        if user:
            command = "runuser -u %s -- bash -c '%s'" % (user, command.replace("'", "'\\''"))
        status, out, err = self.agent.run(command, seconds)
        if not check:
            return status, out + err
        if status:
            raise AssertionError('%s: exit status %d: %s%s' % (command, status, out, err))
        return out
