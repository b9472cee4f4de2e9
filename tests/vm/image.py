#!/usr/bin/python3
"""Makes the virtual gateway's disk, kernel and initramfs out of Debian's packages.

    image.py FOLDER [PACKAGE...]    further packages for the guest

Needs apt's own sources and the programs named in meson.build; no root, no mount, no loop device.
What is there already is used again, as long as this folder's files are the same.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import fcntl
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
GUEST = os.path.join(HERE, 'guest')

# What is in the guest besides what fotad's packages depend on, which comes as PACKAGE...: dpkg
# installs them there without a network.
PACKAGES = '''systemd-sysv udev dbus polkitd modemmanager kmod iproute2 procps
qemu-guest-agent'''.split()

# Of the kernel's modules: what a gateway with USB modems, and the virtual machine, need.
MODULES = '''kernel/drivers/usb kernel/drivers/net/wwan kernel/drivers/net/mii.ko kernel/drivers/virtio
kernel/drivers/block/virtio_blk.ko kernel/drivers/net/virtio_net.ko kernel/drivers/char kernel/net/9p
kernel/drivers/net/net_failover.ko kernel/net/core kernel/fs/9p kernel/fs/ext4 kernel/fs/jbd2
kernel/fs/mbcache.ko kernel/fs/netfs kernel/fs/fscache kernel/fs/autofs kernel/lib kernel/crypto
kernel/arch/x86/crypto kernel/drivers/tty'''.split()
AT_BOOT = ['virtio_pci', 'virtio_blk', 'crc32c_generic', 'ext4']

DISK_MB = 1500


def run(*command, **options):
    return subprocess.run(command, check=True, **options)


def output(*command):
    return run(*command, capture_output=True, text=True).stdout


def fingerprint(packages):
    """Changes when what the image is made of does."""
    digest = hashlib.sha256(' '.join(PACKAGES + packages).encode())
    paths = sorted(glob.glob(os.path.join(GUEST, '**'), recursive=True))
    for path in [os.path.realpath(__file__)] + [p for p in paths if os.path.isfile(p)]:
        with open(path, 'rb') as file:
            digest.update(path[len(HERE):].encode() + b'\0' + file.read())
    return digest.hexdigest()


def apt_sources():
    """Where this machine's apt has Debian from, as lines of a sources.list."""
    fields = '$(ORIGIN)|deb $(REPO_URI) $(RELEASE) $(COMPONENT)'
    targets = output('apt-get', 'indextargets', '--format', fields, 'Created-By: Packages')
    lines = [line.split('|', 1)[1] for line in targets.splitlines() if line.startswith('Debian|')]
    if not lines:
        raise SystemExit('apt knows no Debian archive: run "apt-get update" first')
    return '\n'.join(dict.fromkeys(lines)) + '\n'


def codename():
    with open('/etc/os-release', encoding='utf-8') as file:
        values = dict(line.strip().split('=', 1) for line in file if '=' in line)
    return values['VERSION_CODENAME']


def bootstrap(work, packages):
    """A tar of the file system."""
    tar, sources = os.path.join(work, 'root.tar'), os.path.join(work, 'sources.list')
    with open(sources, 'w', encoding='utf-8') as file:
        file.write(apt_sources())
    mode = 'root' if os.getuid() == 0 else 'unshare'
    excluded = ['--dpkgopt=path-exclude=/usr/share/%s/*' % name for name in ('man', 'locale', 'doc')]
    run('mmdebstrap', '--quiet', '--mode=' + mode, '--variant=essential', '--format=tar',
        '--include=' + ','.join(PACKAGES + packages), '--aptopt=Acquire::Languages "none"',
        *excluded, codename(), tar, sources)
    return tar


def fetch_kernel(work):
    """Debian's stock kernel, unpacked; its version."""
    depends = output('apt-cache', 'depends', 'linux-image-amd64')
    name = next(line.split()[1] for line in depends.splitlines() if 'Depends:' in line)
    run('apt-get', 'download', '-qq', '-o', 'APT::Sandbox::User=root', name, cwd=work)
    run('dpkg-deb', '-x', glob.glob(os.path.join(work, 'linux-image-*.deb'))[0],
        os.path.join(work, 'kernel'))
    return os.listdir(os.path.join(work, 'kernel', 'lib', 'modules'))[0]


def take_modules(work, version):
    """The wanted ones, in the layout of the guest's /usr; all their symbols must be among them."""
    source = os.path.join(work, 'kernel', 'lib', 'modules', version)
    target = os.path.join(work, 'usr', 'lib', 'modules', version)
    for name in MODULES + [n for n in os.listdir(source) if n.startswith('modules.')]:
        path = os.path.join(source, name)
        os.makedirs(os.path.dirname(os.path.join(target, name)), exist_ok=True)
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(target, name))
        else:
            shutil.copy(path, os.path.join(target, name))
    run('depmod', '-b', os.path.join(work, 'usr'), '-C', '/dev/null', version)


def boot_modules(work, version):
    """The files that reach the disk, in the order of loading."""
    found = []
    for name in AT_BOOT:
        listed = output('modprobe', '-C', '/dev/null', '-d', os.path.join(work, 'usr'), '-S', version,
                        '--show-depends', name)
        found += [line.split()[1] for line in listed.splitlines() if line.startswith('insmod')]
    return list(dict.fromkeys(found))


def make_initramfs(work, version, target):
    """busybox, those modules and a script."""
    root = os.path.join(work, 'initramfs')
    for name in ('bin', 'dev', 'proc', 'sys', 'new', 'modules'):
        os.makedirs(os.path.join(root, name))
    shutil.copy('/bin/busybox', os.path.join(root, 'bin', 'busybox'))
    os.symlink('busybox', os.path.join(root, 'bin', 'sh'))
    for number, path in enumerate(boot_modules(work, version)):
        shutil.copy(path, os.path.join(root, 'modules', '%02d.ko' % number))
    shutil.copy(os.path.join(HERE, 'initramfs-init'), os.path.join(root, 'init'))
    run('sh', '-c', 'find . | cpio --quiet -o -H newc -R 0:0 | gzip -1 >"$1"', 'sh', target, cwd=root)


def make_disk(work, tar, target):
    """The file system of the tar, the modules and guest/; fakeroot keeps the owners."""
    script = '''set -e
mkdir "$1/root"
tar -C "$1/root" -xf "$2" --exclude='./dev/*' --exclude='./var/lib/apt/lists/*' --exclude='./var/cache/apt/*'
cp -r "$1/usr" "$3/." "$1/root"
sh "$1/root/set-up" "$1/root"
rm "$1/root/set-up"
mke2fs -q -t ext4 -m 0 -E root_owner=0:0 -d "$1/root" "$4" %dM >/dev/null
''' % DISK_MB
    fake = [] if os.getuid() == 0 else ['fakeroot', '--']
    run(*fake, 'sh', '-c', script, 'sh', work, tar, GUEST, target)


def build(folder, packages):
    with tempfile.TemporaryDirectory(prefix='image.', dir=folder) as work:
        # mmdebstrap's apt and its sandbox user read what is here
        os.chmod(work, 0o755)
        tar = bootstrap(work, packages)
        version = fetch_kernel(work)
        take_modules(work, version)
        shutil.copy(os.path.join(work, 'kernel', 'boot', 'vmlinuz-' + version),
                    os.path.join(folder, 'vmlinuz'))
        make_initramfs(work, version, os.path.join(folder, 'initramfs'))
        make_disk(work, tar, os.path.join(folder, 'disk'))


def ensure(folder, packages=()):
    """The folder with an up-to-date image."""
    packages = list(packages)
    os.makedirs(folder, exist_ok=True)
    stamp, wanted = os.path.join(folder, 'made-of'), fingerprint(packages)
    with open(os.path.join(folder, 'lock'), 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(stamp):
            with open(stamp, encoding='ascii') as file:
                if file.read() == wanted:
                    return folder
            os.unlink(stamp)
        for name in ('vmlinuz', 'initramfs', 'disk'):
            if os.path.exists(os.path.join(folder, name)):
                os.unlink(os.path.join(folder, name))
        build(folder, packages)
        with open(stamp, 'w', encoding='ascii') as file:
            file.write(wanted)
    return folder


if __name__ == '__main__':
    ensure(sys.argv[1], sys.argv[2:])
