/**
 * Which lines of real files were written by the same statement: one expression a statement, written by reading the files;
 * a line belongs to the first that finds something in its message. For the files of loghub their number is what upstream
 * counts (MANIFEST.md), which tells apart what no reader of one line could as well, such as the user of a failed login.
 */
export interface GroupedFile {
  name: string;
  path: string;
  /** What stands before the message; not used to read the file, only to say of which statement a line is. */
  header: RegExp;
  groups: RegExp[];
  /** Its statements are those of the benchmark by Zhu et al. (2019) that grouping accuracy is compared on. */
  isBenchmark: boolean;
}

const starts = (...texts: string[]): RegExp[] =>
  texts.map((text) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));

const whole = (...texts: string[]): RegExp[] => texts.map((text) => new RegExp(`^${text}\\s*$`));

const loghub = (name: string, header: RegExp, groups: RegExp[]): GroupedFile => ({
  ...{ name, header, groups, path: `logs/loghub/${name}_2k.log`, isBenchmark: true },
});

const lokis = (name: string, header: RegExp, groups: RegExp[]): GroupedFile => ({
  ...{ name, header, groups, path: `logs/loki-drain/${name}`, isBenchmark: false },
});

export const groupedFiles: GroupedFile[] = [
  loghub('Apache', /^\[[^\]]*\] \[\w+\] /, [
    ...starts('jk2_init() Found child', 'workerEnv.init() ok', 'mod_jk child workerEnv in error state'),
    /^\[client .*Directory index forbidden/,
    ...starts("jk2_init() Can't find child", 'mod_jk child init'),
  ]),
  loghub('HDFS', /^\d+ \d+ \d+ \w+ \S+: /, [
    / Served block /,
    / Starting thread to transfer block /,
    /Got exception while serving /,
    /^BLOCK\* ask \S+ to delete/,
    /^BLOCK\* ask \S+ to replicate/,
    ...starts(
      'BLOCK* NameSystem.addStoredBlock',
      'BLOCK* NameSystem.allocateBlock',
      'BLOCK* NameSystem.delete',
    ),
    ...starts('Deleting block', 'PacketResponder', 'Receiving block', 'Verification succeeded'),
    /^Received block \S+ of size/,
    /^Received block \S+ src/,
  ]),
  loghub('Linux', /^\w+ +\d+ [\d:]+ \S+ [^:]*?(\[\d+\])?: /, [
    /rhost=\S+\s+user=guest/,
    /rhost=\S+\s+user=root/,
    /rhost=\S+\s+user=test/,
    /^authentication failure.*tty=NODEVssh/,
    /^authentication failure.*tty=:0/,
    /^Authentication failed from .*replay cache/,
    /^Authentication failed from .*connection abort/,
    /\(reserved\)$/,
    /\(usable\)$/,
    /HIGHMEM available/,
    /LOWMEM available/,
    /^session opened .* by LOGIN/,
    /^PCI: Probing PCI hardware \(bus/,
    ...starts('*** info [mice', 'ACPI disabled', 'ACPI: ACPI tables', 'ACPI: Interpreter', 'ACPI: Subsystem'),
    ...starts('ALERT exited', 'ANONYMOUS FTP LOGIN', 'apm: BIOS', 'audit(', 'audit: initializing'),
    ...starts(
      'BIOS-provided',
      'Bringing up loopback',
      'Built ',
      'Calibrating',
      'Capability LSM',
      'check pass;',
    ),
    ...starts("Checking 'hlt'", 'connection from', 'Console:', "Couldn't authenticate", 'CPU 0 irqstacks'),
    ...starts(
      'CPU: Intel Pentium',
      'CPU: L1',
      'CPU: L2',
      'creating device node',
      'cupsd shutdown',
      'cupsd startup',
    ),
    ...starts('Dentry cache', 'Detected ', '  DMA zone', 'DMI ', 'Dquot-cache', 'Enabling fast FPU'),
    ...starts('Enabling unmasked SIMD', 'Failure registering', 'getpeername', 'HCI daemon', 'hcid startup'),
    ...starts(
      '  HighMem zone',
      'imps2:',
      'Initializing CPU#',
      'Initializing Cryptographic',
      'Initializing random',
    ),
    ...starts(
      'Inode-cache',
      'Intel machine check architecture',
      'Intel machine check reporting',
      'irqbalance',
    ),
    ...starts(
      'isapnp: No',
      'isapnp: Scanning',
      'Kerberos',
      'Kernel command',
      'kernel.core',
      'klogd 1',
      'klogd startup',
    ),
    ...starts(
      'Linux agpgart',
      'Linux Plug',
      'Linux version',
      'mapped 4G',
      'Memory:',
      'Mount-cache',
      'mtrr:',
      'NET:',
    ),
    ...starts('  Normal zone', 'notify question', 'On node', 'PCI: Invalid', 'PCI: PCI BIOS', 'PCI: Probing'),
    ...starts(
      'PCI: Using configuration',
      'PCI: Using IRQ',
      'pci_hotplug',
      'PID hash',
      'portmap',
      'POSIX conformance',
    ),
    ...starts(
      'Real Time Clock',
      'Received SNMP',
      'removing device node',
      'restart.',
      'ROOT LOGIN',
      'rpc.idmapd',
    ),
    ...starts(
      'rpc.statd',
      'sdpd startup',
      'sdpd v',
      'Security Scaffold',
      'SELinux:  Initializing',
      'SELinux:  Reg',
    ),
    ...starts(
      'SELinux:  Starting',
      'selinux_register',
      'session closed',
      'session opened',
      'Setting network',
    ),
    ...starts(
      'Starting pcmcia',
      'syslogd startup',
      'There is already',
      'Total HugeTLB',
      'Transparent bridge',
    ),
    ...starts(
      'usbcore: registered new driver hub',
      'usbcore: registered new driver usbfs',
      'User unknown timed',
    ),
    ...starts('Using tsc', 'Version ', 'VFS: Disk', "warning: can't get", 'You can enable', 'zapping low'),
  ]),
  loghub('OpenSSH', /^\w+ +\d+ [\d:]+ \S+ \S+: /, [
    ...starts('Accepted password', 'Connection closed by', 'Did not receive identification'),
    /^Disconnecting: .* for admin/,
    /^Disconnecting: .* for root/,
    /^error: Received disconnect .* Auth fail/,
    /^error: Received disconnect .* No more user/,
    ...starts('Failed none', 'Failed password for invalid user', 'Failed password', 'fatal: Write failed'),
    ...starts('input_userauth_request', 'Invalid user', 'message repeated'),
    /^PAM \d+ more authentication failure;/,
    /^PAM \d+ more authentication failures; .*user=root/,
    /^PAM \d+ more authentication failures;/,
    ...starts('PAM service(sshd) ignoring'),
    /^pam_unix\(sshd:auth\): authentication failure; .* user=/,
    /^pam_unix\(sshd:auth\): authentication failure/,
    ...starts('pam_unix(sshd:auth): check', 'pam_unix(sshd:session): session closed'),
    ...starts('pam_unix(sshd:session): session opened'),
    /^Received disconnect .* Bye Bye/,
    /^Received disconnect .* Closed due to user/,
    /^Received disconnect .* disconnected by user/,
    ...starts('reverse mapping checking'),
  ]),
  loghub('Zookeeper', /^[\d-]+ [\d:,]+ - \w+ +\[.*?\] - /, [
    ...starts(
      '******* GOODBYE',
      'Accepted socket',
      'autopurge.purge',
      'autopurge.snap',
      'Cannot open channel',
    ),
    ...starts('caught end of stream', 'Client attempting to establish', 'Client attempting to renew'),
    /^Closed socket connection .*no session established/,
    /^Closed socket connection .*which had sessionid/,
    ...starts(
      'Connection broken',
      'Connection request from old',
      'Established session',
      'Exception causing close',
    ),
    ...starts('Expiring session', 'First is', 'Follower sid'),
    ...whole('FOLLOWING', 'LOOKING'),
    ...starts(
      'FOLLOWING - LEADER ELECTION',
      'Getting a snapshot',
      'Got user-level',
      'Have quorum',
      'Have smaller',
    ),
    ...starts('Interrupted while', 'Interrupting SendWorker', 'maxSession', 'minSession', 'My election bind'),
    ...starts('New election', 'Notification time out'),
    /^Notification: .* FOLLOWING \(n\.state\).* FOLLOWING \(my/,
    /^Notification: .* FOLLOWING \(n\.state\).* LEADING \(my/,
    /^Notification: .* LEADING \(n\.state\).* LOOKING \(my/,
    /^Notification: .* LOOKING \(n\.state\).* FOLLOWING \(my/,
    /^Notification: .* LOOKING \(n\.state\).* LEADING \(my/,
    /^Notification: .* LOOKING \(n\.state\).* LOOKING \(my/,
    ...starts(
      'Processed session',
      'Reading snapshot',
      'Received connection',
      'Revalidating',
      'Send worker leaving',
    ),
    ...starts(
      'Sending DIFF',
      'Server environment:',
      'shutdown of request',
      'Snapshotting',
      'Starting quorum',
    ),
    ...starts('tickTime', 'Unexpected exception causing', 'Unexpected Exception:'),
  ]),
  lokis('kafka.txt', /^\[[^\]]*\] \w+ (\[[^\]]*\] )?/, [
    ...starts('Deleted producer state', 'Deleted time index', 'Deleted offset index', 'Deleted log '),
    ...starts(
      'Wrote producer snapshot',
      'Rolled new log',
      'Deleting segment LogSegment',
      'Deleting segment files',
    ),
    ...starts('Deleting segments due to'),
    /^Incremented log start offset .* due to segment deletion/,
    /^Incremented log start offset .* due to leader/,
  ]),
  lokis('kubernetes.txt', /^[A-Z]\d+ [\d:.]+ +\d+ \S+\] "?/, [
    ...starts('Pod does not fit on any', 'no Pod antiaffinity', 'Pod fails', 'Node is over', 'Node is under'),
    ...starts(
      'Pods on node',
      'Evicting pods from',
      'No removable pods',
      'Number of evicted',
      'Total number of pods',
    ),
    ...starts(
      'pod does not fit',
      'Total capacity',
      'Number of underutilized',
      'Criteria for',
      'Building a pod',
    ),
    ...starts('Evicting pods based'),
    /Watch close/,
  ]),
  lokis('drone-json.txt', /^.*"msg":"/, [
    ...starts('request completed', 'check capacity complete', 'no capacity changes', 'check capacity"'),
    ...starts('calculate server', 'calculate unfinished'),
  ]),
  lokis('ingester-logfmt.txt', /^.*msg="/, starts('POST /ingester', 'profile is empty', 'GET /debug')),
];
