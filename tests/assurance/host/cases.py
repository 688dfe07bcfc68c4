"""A broken host and the same host mended, for each reader: the files and answers of real Debian machines, cut short."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from tests.assurance.host.trees import NOW

DAY = 86_400
TODAY = int(NOW.timestamp()) // DAY


@dataclass(frozen=True)
class Shape:
    """What tree() is told."""

    files: dict[str, str | bytes]
    commands: dict[str, str] = field(default_factory=dict)
    ages: dict[str, float] = field(default_factory=dict)
    processes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A misconfiguration that the requirement must notice, and the mended host that meets it."""

    probe: str
    catalogue: str
    requirement: str
    broken: Shape
    mended: Shape


NEW, OLD = "tcvn-14423-2026", "tcvn-11930-2017"
_HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def tcp(*sockets: str) -> str:
    """/proc/net/tcp as the kernel writes it; each socket "HEXADDRESS:HEXPORT STATE"."""
    rows = (one.split() for one in sockets)
    return _HEAD + "".join(
        f"   {n}: {address} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000     0        0 {7000 + n} 1 0 100\n"
        for n, (address, state) in enumerate(rows)
    )


def lastlog(*days_ago: int) -> bytes:
    """Records of uid 0, 1, 2 …; -1 for never."""
    return b"".join(
        struct.pack("i32s256s", 0 if days < 0 else int(NOW.timestamp()) - days * DAY, b"pts/0", b"10.0.0.9")
        for days in days_ago
    )


SSH = "PermitRootLogin no\nClientAliveInterval 300\nClientAliveCountMax 2\nPort 2222\nAllowUsers dung@10.20.0.0/24\n"
PAM = (
    "password requisite pam_pwquality.so retry=3\n"
    "password [success=1 default=ignore] pam_unix.so obscure use_authtok yescrypt\n"
)
PAM_OLD = "password [success=1 default=ignore] pam_unix.so obscure yescrypt\n"
FAILLOCK = "auth required pam_faillock.so preauth\nauth [success=1 default=ignore] pam_unix.so nullok\n"
NFT = """table inet filter {
\tchain input {
\t\ttype filter hook input priority filter; policy %s;
\t\tct state established,related accept
\t\ttcp dport 443 accept
\t}
\tchain output {
\t\ttype filter hook output priority filter; policy %s;
\t\tct state established accept
\t}
}
"""
AUDITD = "-w /etc/passwd -p wa -k identity\n-w /var/log/lastlog -p wa -k logins\n-w /etc/ssh/sshd_config -p wa -k config\n"
PASSWD = "root:x:0:0:root:/root:/bin/bash\ndung:x:1:1::/home/dung:/bin/bash\n{}"
DISK = "/dev/{0} / ext4 rw 0 0\ntmpfs /tmp tmpfs rw,{1} 0 0\n"
SWAPS = "Filename Type Size Used Priority\n"
CRYPT = {
    "sys/class/block/dm-0/dm/name": "goc\n",
    "sys/class/block/dm-0/dm/uuid": "CRYPT-LUKS2-0f3e\n",
}


def shadow(extra: str = "", days: int = 20) -> str:
    return f"root:*:{TODAY - 400}:0:99999:7:::\ndung:$y$j9T$abc:{TODAY - days}:0:99999:7:::\n{extra}"


def accounts(extra: str = "", hidden: str = "", days: int = 20, last: bytes | None = None) -> Shape:
    return Shape({
        "etc/passwd": PASSWD.format(extra), "etc/shadow": shadow(hidden, days), "etc/group": "sudo:x:27:dung\n",
        "var/log/lastlog": lastlog(3, 3, 3) if last is None else last,
    })  # fmt: skip


def upgrade(*lines: str, age: float = 1, **files: str) -> Shape:
    name = "var/lib/apt/lists/deb_InRelease"
    asked = "apt-get -s -o Debug::NoLocking=1 dist-upgrade"
    kept = {name: "Origin: Debian\n", "usr/bin/apt-get": ""} | {
        key.replace("__", "/"): text for key, text in files.items()
    }
    return Shape(
        kept, {asked: "Reading package lists...\n" + "".join(f"{one}\n" for one in lines)}, {name: age}
    )


def clam(age: float, *processes: str) -> Shape:
    return Shape(
        {"usr/sbin/clamd": "", "var/lib/clamav/daily.cld": "x"},
        {},
        {"var/lib/clamav/daily.cld": age},
        processes,
    )


def logs(rotate: str) -> Shape:
    return Shape({
        "var/log/syslog": "x", "etc/logrotate.conf": "weekly\nrotate 4\n",
        "etc/logrotate.d/rsyslog": f"/var/log/syslog\n/var/log/auth.log\n{{\n\t{rotate}\n\tmissingok\n}}\n",
    }, {}, {}, ("rsyslogd",))  # fmt: skip


def sysctls(good: bool) -> Shape:
    names = {
        "kernel/randomize_va_space": 2, "kernel/kptr_restrict": 1, "kernel/dmesg_restrict": 1, "fs/suid_dumpable": 0,
        "net/ipv4/conf/all/accept_redirects": 0, "net/ipv4/tcp_syncookies": 1,
    }  # fmt: skip
    return Shape(
        {f"proc/sys/{name}": f"{right if good else (0 if right else 1)}\n" for name, right in names.items()}
    )


def lynis(day: str, *warnings: str) -> Shape:
    text = f"lynis_version=3.1.4\nhardening_index=78\nreport_datetime_end={day} 02:00:00\n"
    return Shape(
        {"var/log/lynis-report.dat": text + "".join(f"warning[]={one}|text|-|\n" for one in warnings)}
    )


def proc(load: str, available: int) -> Shape:
    return Shape({
        "proc/meminfo": f"MemTotal:       8000000 kB\nMemFree: 90000 kB\nMemAvailable: {available} kB\n",
        "proc/loadavg": f"{load} {load} {load} 1/200 99\n", "proc/cpuinfo": "processor\t: 0\nprocessor\t: 1\n",
    })  # fmt: skip


def dpkg(*names: str) -> Shape:
    blocks = "\n\n".join(f"Package: {one}\nStatus: install ok installed\nVersion: 1" for one in names)
    return Shape({"var/lib/dpkg/status": blocks + "\n"})


def ssh(*changes: tuple[str, str], text: str = SSH) -> Shape:
    for old, new in changes:
        text = text.replace(old, new)
    return Shape(
        {"usr/sbin/sshd": "", "etc/ssh/sshd_config": f"Include /etc/ssh/sshd_config.d/*.conf\n{text}"}
    )


def pam(
    password: str = PAM, auth: str = FAILLOCK, quality: str = "minlen = 14\nminclass = 4\n", days: int = 90
) -> Shape:
    return Shape({
        "etc/pam.d/common-password": password + "password required pam_pwhistory.so remember=10\n" * (password is PAM),
        "etc/pam.d/common-auth": auth, "etc/security/pwquality.conf": quality, "etc/login.defs": f"PASS_MAX_DAYS\t{days}\n",
        "etc/security/faillock.conf": "deny = 5\nunlock_time = 900\n",
    })  # fmt: skip


CLEAN = tcp("0100007F:1538 0A", "00000000:01BB 0A")
AWAKE = ("auditd",)
CASES = (
    Case("host-ports", NEW, "5.12.2.4.a-b", Shape({"proc/net/tcp": tcp("00000000:0017 0A")}), Shape({"proc/net/tcp": CLEAN})),
    Case("host-ports", NEW, "5.13.2.2-3", Shape({"proc/net/tcp": tcp("00000000:0016 0A")}),
         Shape({"proc/net/tcp": tcp("0100140A:0016 0A")})),
    Case("host-services", OLD, "7.2.2.4.c", Shape({"etc/systemd/system/multi-user.target.wants/vsftpd.service": ""}),
         Shape({"etc/systemd/system/multi-user.target.wants/ssh.service": ""})),
    Case("host-firewall", OLD, "7.2.2.4.b", Shape({}), Shape({}, {"nft list ruleset": NFT % ("drop", "accept")})),
    Case("host-firewall", NEW, "5.5.2.1.b", Shape({}, {"nft list ruleset": NFT % ("accept", "accept")}),
         Shape({"etc/ufw/ufw.conf": "ENABLED=yes\n", "etc/default/ufw": 'DEFAULT_INPUT_POLICY="DROP"\n'})),
    Case("host-firewall", NEW, "5.12.2.4.d", Shape({}, {"nft list ruleset": NFT % ("drop", "accept")}),
         Shape({}, {"iptables -S": "-P INPUT DROP\n-P FORWARD DROP\n-P OUTPUT DROP\n-A INPUT -p tcp --dport 443 -j ACCEPT\n"})),
    Case("host-ssh", NEW, "5.12.2.4.a-b", ssh(("RootLogin no", "RootLogin yes")), ssh()),
    Case("host-ssh", NEW, "5.12.2.5", ssh(("@10.20.0.0/24", "")), ssh()),
    Case("host-ssh", NEW, "5.12.2.4.c", ssh(("Interval 300", "Interval 0")), ssh()),
    Case("host-ssh", OLD, "7.2.2.1.a", ssh(text="PermitEmptyPasswords yes\n"), ssh()),
    Case("host-ssh", OLD, "7.2.2.2.a", ssh(text="Ciphers aes128-cbc,aes256-gcm@openssh.com\n"), ssh(text="Ciphers -*-cbc\n")),
    Case("host-ssh", OLD, "7.2.2.2.b", ssh(("Interval 300", "Interval 3600")), ssh()),
    Case("host-ssh", OLD, "7.2.2.2.c", ssh(("Port 2222\n", "")), ssh()),
    Case("host-ssh", OLD, "7.2.2.2.d", ssh(("@10.20.0.0/24", "")), Shape({
        "usr/sbin/sshd": "", "etc/hosts.deny": "ALL: ALL\n", "etc/hosts.allow": "sshd: 10.20.0.0/24\n"})),
    Case("host-session", OLD, "7.2.2.2.b", Shape({"etc/profile": "umask 022\n"}),
         Shape({"etc/profile.d/tmout.sh": "readonly TMOUT=600\nexport TMOUT\n"})),
    Case("host-session", NEW, "5.5.2.2.a", Shape({"etc/profile": "TMOUT=7200\n"}), Shape({"etc/profile": "export TMOUT=300\n"})),
    Case("host-passwords", NEW, "5.6.2.2.a", pam(PAM_OLD), pam()),
    Case("host-passwords", NEW, "5.6.2.2.b", pam(quality="minlen = 9\n"), pam()),
    Case("host-passwords", NEW, "5.6.2.2.b#2", pam(PAM_OLD), pam()),
    Case("host-passwords", NEW, "5.5.2.2.a#2", pam(auth="auth required pam_unix.so\n"), pam()),
    Case("host-passwords", OLD, "7.2.2.1.c", pam(days=99999), pam()),
    Case("host-passwords", OLD, "7.2.2.1.d", pam(auth="auth required pam_faillock.so deny=50\n"), pam()),
    Case("host-passwords", OLD, "7.2.2.1.e", pam(auth="auth required pam_faillock.so unlock_time=10\n"), pam()),
    Case("host-accounts", NEW, "5.6.2.3#2", accounts("pi:x:2:2::/home/pi:/bin/bash\n", "pi:$y$j9T$z:20000::::::\n"), accounts()),
    Case("host-accounts", NEW, "5.6.2.3#3", accounts("toor:x:0:0::/root:/bin/sh\n", "toor:$y$j9T$z:20000::::::\n"), accounts()),
    Case("host-accounts", NEW, "5.6.2.3#4", accounts("lan:x:1001:2::/home/lan:/bin/bash\n", f"lan:$y$j9T$z:{TODAY - 90}::::::\n"),
         accounts("lan:x:1001:2::/home/lan:/bin/bash\n", f"lan:$y$j9T$z:{TODAY - 9}::::::\n")),
    Case("host-accounts", NEW, "5.6.2.2.b#2", accounts(days=120), accounts(days=20)),
    Case("host-accounts", NEW, "5.6.2.4", accounts("www-data:x:33:33::/var/www:/bin/bash\n", "www-data:$y$j9T$z:20000::::::\n"),
         Shape({**accounts("www-data:x:33:33::/var/www:/usr/sbin/nologin\n", "www-data:*:20000::::::\n").files,
                "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n"})),
    Case("host-accounts", OLD, "7.2.2.1.a", accounts("lan:x:1001:2::/home/lan:/bin/bash\n", "lan::20000::::::\n"), accounts()),
    Case("host-clock", NEW, "5.8.2.1.a#4", Shape({}, {"timedatectl show": "Timezone=Asia/Ho_Chi_Minh\nNTPSynchronized=no\n"}),
         Shape({}, {"chronyc -n tracking": "System time     : 0.000012 seconds slow of NTP time\nLeap status     : Normal\n"})),
    Case("host-updates", OLD, "7.2.2.4.d", upgrade("Inst libssl3 [3.0.1] (3.0.2 Debian-Security:12/stable-security [amd64])"),
         upgrade("Inst vim [1] (2 Debian:12.9/stable [amd64])")),
    Case("host-updates", NEW, "5.7.2.2", upgrade(age=30), upgrade()),
    Case("host-updates", OLD, "7.2.2.4.e", upgrade(**{"run__reboot-required": ""}), upgrade()),
    Case("host-malware", NEW, "5.10.2.1", clam(40, "clamd", "clamonacc"), clam(1, "clamd", "clamonacc")),
    Case("host-malware", OLD, "7.2.2.5.a", clam(1), clam(1, "clamd")),
    Case("host-malware", NEW, "5.10.2.4", Shape({}), Shape({"var/ossec/etc/x": ""}, processes=("wazuh-agentd",))),
    Case("host-log-forward", NEW, "5.8.2.1.a#6", Shape({"etc/rsyslog.conf": "*.* /var/log/syslog\n"}, processes=("rsyslogd",)),
         Shape({"etc/rsyslog.d/9.conf": "*.* @@nhatky.kinhbac.local:6514\n"}, processes=("rsyslogd",))),
    Case("host-log-forward", OLD, "7.2.2.3.d", Shape({"etc/rsyslog.d/9.conf": "*.* @@10.0.0.9\n"}),
         Shape({"etc/filebeat/filebeat.yml": 'output.elasticsearch:\n  hosts: ["10.0.0.9:9200"]\n'}, processes=("filebeat",))),
    Case("host-log-keep", NEW, "5.8.2.1.a#5", logs("rotate 4\n\tweekly"), logs("rotate 52\n\tweekly")),
    Case("host-log-keep", OLD, "7.2.2.3.e", logs("daily\n\trotate 7"),
         Shape({"var/log/journal/x/system.journal": "", "etc/systemd/journald.conf": "[Journal]\nMaxRetentionSec=12month\n"})),
    Case("host-audit", NEW, "5.8.2.1.a#2", Shape({"etc/audit/rules.d/a.rules": AUDITD}, processes=AWAKE),
         Shape({"etc/audit/rules.d/a.rules": f"{AUDITD}-a always,exit -F arch=b64 -S execve -k run\n"}, processes=AWAKE)),
    Case("host-audit", OLD, "7.2.2.3.a", Shape({"etc/audit/rules.d/a.rules": f"{AUDITD}-w /var/lib/postgresql -p rwa -k data\n"}),
         Shape({"etc/audit/rules.d/a.rules": f"{AUDITD}-w /var/lib/postgresql -p rwa -k data\n"}, processes=AWAKE)),
    Case("host-disks", OLD, "7.2.4.2.a", Shape({"proc/mounts": DISK.format("sda1", "nodev,nosuid"), "proc/swaps": SWAPS}),
         Shape({"proc/mounts": DISK.format("mapper/goc", "nodev,nosuid"), "proc/swaps": SWAPS, **CRYPT})),
    Case("host-disks", OLD, "7.2.4.2.b", Shape({"proc/mounts": DISK.format("sda1", "relatime"), "proc/swaps": SWAPS}),
         Shape({"proc/mounts": DISK.format("sda1", "nosuid,nodev"), "proc/swaps": SWAPS})),
    Case("host-baseline", OLD, "7.1.5.2.g", sysctls(False), sysctls(True)),
    Case("host-lynis", NEW, "5.7.2.1.b", lynis("2026-02-01"), lynis("2026-11-20")),
    Case("host-lynis", OLD, "7.1.5.7.e", lynis("2026-11-20", "AUTH-9308"), lynis("2026-11-20")),
    Case("host-resources", NEW, "5.12.2.2.a#5", proc("9.5", 4_000_000), proc("0.5", 4_000_000)),
    Case("host-resources", OLD, "7.2.1.1/TT12-II.1.b.x", proc("0.5", 100_000), proc("0.5", 4_000_000)),
)  # fmt: skip
