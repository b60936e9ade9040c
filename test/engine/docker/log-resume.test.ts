import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { docker as cli, eventually } from '../../docker.ts';
import { dockerdTest, startDockerd } from '../../private-dockerd.ts';
import { tempDir } from '../../temp-dir.ts';
import { startEngine } from '../test-engine.ts';
import { endEngine, spawnEngine } from './spawn-engine.ts';
import { bodiesOf, storedLines } from './stored-lines.ts';

const LAST = 100_000;
/** A record is held back for half a second at most. */
const SILENT_MS = 2_000;

/**
 * Counts on from where its volume says, in bursts, and notes the number when it is told to stop. Each hundredth number
 * comes behind a stack trace, each 250th behind an address.
 */
const counter = `
trap 'stop=1' TERM
n=$(cat /data/n 2>/dev/null || echo 0)
while [ -z "$stop" ]; do
  burst=0
  while [ $burst -lt 250 ] && [ $n -lt ${LAST} ]; do
    n=$((n+1)); burst=$((burst+1))
    case $n in *00) printf 'java.lang.IllegalStateException: %s\\n\\tat shop.Cart.add(Cart.java:%s)\\n\\tat shop.Main.main(Main.java:9)\\n' $n $n;; esac
    case $n in *250) echo "mail to jane$n@example.com";; esac
    echo $n
  done
  echo $n > /data/n
  sleep 0.04
done
`;

const settings = { logs: { joinLines: true, redaction: { storage: true } } };
const isTrace = (line: string) => line.startsWith('\tat ');

dockerdTest(
  'a count to 100,000, joined, redacted and grouped, is stored line by line as the daemon kept it across restarts of Trivet, of the daemon and of the container',
  async () => {
    const dockerd = await startDockerd(['--live-restore']);
    const dataDir = tempDir();
    const { docker } = dockerd;
    await docker(
      ...['run', '-d', '--name', 'counter', '--network', 'none', '--restart', 'always'],
      ...['-v', 'counter:/data', dockerd.image, 'sh', '-c', counter],
    );
    const reached = async () => Number((await docker('logs', '--tail', '1', 'counter')) || 0);
    const counted = (much: number) => async () => (await reached()) >= much;
    let engine: ChildProcess = await spawnEngine(dataDir, dockerd.host, settings);
    const again = async () => {
      engine = await spawnEngine(dataDir, dockerd.host, settings);
    };

    const restartDaemon = async (options: string[]) => {
      await dockerd.stop();
      await dockerd.start(options);
    };

    const disturbances: (() => Promise<unknown>)[] = [
      () => endEngine(engine, 'SIGTERM').then(again),
      () => endEngine(engine, 'SIGKILL').then(again),
      () => docker('restart', 'counter'),
      () => restartDaemon(['--live-restore']),
      () =>
        endEngine(engine, 'SIGKILL')
          .then(() => docker('restart', 'counter'))
          .then(again),
      () => restartDaemon([]),
      () => restartDaemon([]),
      () => endEngine(engine, 'SIGKILL').then(again),
      () =>
        endEngine(engine, 'SIGTERM')
          .then(() => restartDaemon([]))
          .then(again),
      () => endEngine(engine, 'SIGKILL').then(again),
    ];
    for (const [i, disturb] of disturbances.entries()) {
      await eventually(`count of ${(i + 1) * 6000}`, counted(Math.min((i + 1) * 6000, LAST)), 60_000);
      await disturb();
    }
    await eventually('the last number', counted(LAST), 120_000);
    // A daemon that stops without live-restore may lose what its container printed last: what it kept is the truth.
    const printed = (await cli('-H', dockerd.host, 'logs', 'counter')).split('\n');
    expect(printed.at(-1)).toBe(String(LAST));
    expect(printed.length).toBeGreaterThan(LAST * 0.9);

    // The line before a trace may be one record with it.
    const records = printed.filter((line) => /^\d+$/.test(line)).length;
    let before = 0;
    let changed = Date.now();
    const settled = async () => {
      const db = new Database(join(dataDir, 'telemetry.db'), { readonly: true });
      const lines = db.prepare('SELECT coalesce(sum(lines), 0) FROM log_blocks').pluck().get() as number;
      db.close();
      if (lines !== before) changed = Date.now();
      before = lines;
      return lines >= records && Date.now() - changed > SILENT_MS;
    };
    await eventually('all lines stored', settled, 60_000);
    await endEngine(engine, 'SIGTERM');
    const db = new Database(join(dataDir, 'telemetry.db'), { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
    const reader = await startEngine({ dataDir, docker: 'off' });
    const stored = bodiesOf(await storedLines(reader, 'counter'));
    const lines = stored.flatMap((body) => body.split('\n'));
    const redacted = printed.map((line) => line.replace(/jane\d+@example\.com/, '[redacted:email]'));
    expect(lines.length).toBe(printed.length);
    expect(lines.every((line, i) => line === redacted[i])).toBe(true);
    // A trace that its container was stopped in may be in two parts.
    expect(stored.filter(isTrace).length).toBeLessThanOrEqual(disturbances.length);
    expect(stored.filter((body) => /java\.lang\..*\n\tat .*\n\tat /.test(body)).length).toBeGreaterThan(900);
  },
  300_000,
);
