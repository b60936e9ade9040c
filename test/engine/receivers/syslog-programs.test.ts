import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished } from 'vitest';
import { attribute } from '../../../shared/model/attributes.ts';
import {
  docker,
  dockerMissing,
  ensureBusyboxImage,
  eventually,
  missing,
  removeContainer,
  testUnless,
} from '../../docker.ts';
import { sharedEngine } from '../shared-engine.ts';
import { awaitLogs, storedLogs } from '../stored-logs.ts';

const engine = sharedEngine({ syslog: 0 });
const run = promisify(execFile);
const loggerTest = testUnless(missing('logger', ['--version']));
const rsyslogTest = testUnless(missing('rsyslogd', ['-v']));
const dockerTest = testUnless(dockerMissing);
const log = (...args: string[]) =>
  run('logger', ['--server', '127.0.0.1', '--port', String(engine.port('syslog')), ...args]);
const isRecent = (nanos: bigint) => Math.abs(Number(nanos / 1_000_000n) - Date.now()) < 600_000;

describe('logger(1)', () => {
  const ways: [way: string, args: string[]][] = [
    ['RFC 5424 over UDP', ['--udp', '--rfc5424']],
    ['RFC 3164 over UDP', ['--udp', '--rfc3164']],
    ['RFC 5424 over TCP', ['--tcp', '--rfc5424']],
    ['RFC 3164 over TCP', ['--tcp', '--rfc3164']],
    ['RFC 5424 over TCP with octet counting', ['--tcp', '--rfc5424', '--octet-count']],
  ];
  for (const [i, [way, args]] of ways.entries()) {
    loggerTest(`${way}: message, level, program, process, host and time`, async () => {
      const tag = `trivet-logger-${i}`;
      await log(...args, '--tag', tag, '--id=4711', '--priority', 'local3.warning', 'disk is 91% full');
      const [row] = await awaitLogs(engine, `service:${tag}`, 1);
      expect(row).toMatchObject({
        source: 'syslog',
        service: tag,
        container: tag,
        body: 'disk is 91% full',
        severityNumber: 13,
      });
      expect(attribute(row!.attributes, 'syslog.facility')).toBe('local3');
      expect(attribute(row!.attributes, 'syslog.procid')).toBe('4711');
      expect(isRecent(row!.timeUnixNano)).toBe(true);
    });
  }

  loggerTest('structured data and a message id become fields', async () => {
    const tag = 'trivet-structured';
    const data = ['--sd-id', 'zoo@123', '--sd-param', 'tiger="hungry"', '--sd-param', 'zebra="running"'];
    await log('--udp', '--rfc5424', '--tag', tag, '--msgid', 'FEED', ...data, 'animals');
    const [row] = await awaitLogs(engine, `service:${tag}`, 1);
    expect(attribute(row!.attributes, 'zoo@123.tiger')).toBe('hungry');
    expect(attribute(row!.attributes, 'zoo@123.zebra')).toBe('running');
    expect(attribute(row!.attributes, 'syslog.msgid')).toBe('FEED');
  });
});

describe('rsyslogd forwards what it is given', () => {
  const forwards: [way: string, action: (port: number) => string][] = [
    ['over UDP', (port) => `*.* @127.0.0.1:${port}`],
    ['over TCP', (port) => `*.* @@127.0.0.1:${port}`],
    [
      'over TCP with octet counting, in RFC 5424',
      (port) => `*.* @@(o)127.0.0.1:${port};RSYSLOG_SyslogProtocol23Format`,
    ],
  ];
  for (const [i, [way, action]] of forwards.entries()) {
    rsyslogTest(`${way}, every line once`, async () => {
      const { socket } = await startRsyslog(action(engine.port('syslog')));
      const tag = `trivet-rsyslog-${i}`;
      const texts = Array.from({ length: 20 }, (_, line) => `line ${line}`);
      for (const text of texts)
        await run('logger', ['--socket', socket, '--tag', tag, '--priority', 'user.err', text]);
      const rows = await awaitLogs(engine, `service:${tag}`, texts.length);
      expect(rows.map(({ body }) => body.trimStart()).sort()).toEqual(texts.sort());
      expect(
        rows.every(({ severityNumber, timeUnixNano }) => severityNumber === 17 && isRecent(timeUnixNano)),
      ).toBe(true);
    });
  }
});

/** An rsyslogd of the test's own that listens on a socket and forwards. */
async function startRsyslog(forward: string): Promise<{ socket: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-rsyslog-'));
  const socket = join(dir, 'log.sock');
  const config = join(dir, 'rsyslog.conf');
  writeFileSync(
    config,
    [
      `global(workDirectory="${dir}")`,
      'module(load="imuxsock" SysSock.Use="off")',
      `input(type="imuxsock" Socket="${socket}" CreatePath="on")`,
      forward,
      '',
    ].join('\n'),
  );
  const child = spawn('rsyslogd', ['-n', '-f', config, '-i', join(dir, 'pid')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  child.stdout.on('data', (chunk) => (said += chunk));
  onTestFinished(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(dir, { recursive: true, force: true });
  });
  await eventually('rsyslogd listens', async () => {
    if (child.exitCode !== null) throw new Error(`rsyslogd ended: ${said}`);
    return run('test', ['-S', socket]).then(
      () => true,
      () => false,
    );
  });
  return { socket };
}

describe('Docker’s syslog driver', () => {
  const formats: [name: string, options: string[]][] = [
    ['its own format over UDP', ['syslog-address=udp://127.0.0.1:PORT']],
    ['RFC 3164 over UDP', ['syslog-address=udp://127.0.0.1:PORT', 'syslog-format=rfc3164']],
    ['RFC 5424 over TCP', ['syslog-address=tcp://127.0.0.1:PORT', 'syslog-format=rfc5424micro']],
  ];
  for (const [i, [name, options]] of formats.entries()) {
    dockerTest(`${name}: each line of the container, with the level of its stream`, async () => {
      const container = `lreceive-syslog-${i}`;
      const image = await ensureBusyboxImage();
      onTestFinished(() => removeContainer(container));
      const given = options.flatMap((one) => [
        '--log-opt',
        one.replace('PORT', String(engine.port('syslog'))),
      ]);
      const command = 'echo out 1; echo out 2; echo err 1 >&2; sleep 1';
      const id = await docker(
        'run',
        '-d',
        '--name',
        container,
        '--log-driver',
        'syslog',
        ...given,
        image,
        'sh',
        '-c',
        command,
      );
      // No daemon is asked here, so it is named by what the driver tags lines with: the container's short id.
      const entity = `service:${id.slice(0, 12)}`;
      const rows = await awaitLogs(engine, entity, 3);
      expect(rows.map(({ body, severityNumber }) => [body, severityNumber]).sort()).toEqual([
        ['err 1', 17],
        ['out 1', 9],
        ['out 2', 9],
      ]);
      expect(rows.every(({ timeUnixNano }) => isRecent(timeUnixNano))).toBe(true);
      expect(await storedLogs(engine, entity)).toHaveLength(3);
    });
  }
});
