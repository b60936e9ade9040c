import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { journalExport } from '../engine/files/journal-files.ts';
import { tempDir } from '../temp-dir.ts';
import { ANY_PORTS, serve, startTrivet, trivetFile, trivetHere, trivetJson } from './run-trivet.ts';

const NO_DOCKER = { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } };
const PATIENT = { timeout: 60_000, interval: 200 };

function piped(args: readonly string[]) {
  const child = spawn(process.execPath, [trivetFile, 'tail', ...args], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended: Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]) };
}

async function ran(args: readonly string[], input: string | Uint8Array) {
  const { child, ended } = piped(args);
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await ended;
  return { stdout, stderr, code };
}

const bodies = async (data: string[]) => (await trivetJson(['logs', ...data])).map(({ body }) => body);

test('lines of standard input go to the engine that runs, are passed on and found under their name', async () => {
  const dir = tempDir();
  const data = ['--data', dir];
  await serve(dir, ANY_PORTS, NO_DOCKER);
  const input = '2026-11-20T10:00:00Z ERROR one\r\n2026-11-20T10:00:01Z INFO two\nlast, without its end';
  const { stdout, stderr, code } = await ran(['-', '--name', 'make', '--print', ...data], input);
  expect({ stdout, stderr, code }).toEqual({
    stdout: input,
    stderr: 'trivet: 3 lines stored as make\n',
    code: 0,
  });
  const records = await trivetJson(['logs', '--container', 'make', ...data]);
  expect(records.slice(0, 2)).toMatchObject([
    { body: '2026-11-20T10:00:00Z ERROR one', severityNumber: 17, timeUnixNano: '1795168800000000000' },
    { body: '2026-11-20T10:00:01Z INFO two', severityNumber: 9 },
  ]);
  expect(records[2]?.body).toBe('last, without its end');

  const journal = await ran(['-', '--name', 'journal', ...data], journalExport());
  expect(journal).toMatchObject({ stdout: '', code: 0, stderr: 'trivet: 3 lines stored as journal\n' });
  const entries = await trivetJson(['logs', '--container', 'journal', ...data]);
  expect(entries[1]).toMatchObject({ body: 'two\nlines', severityNumber: 17 });
}, 90_000);

test('without an engine they go into its store, and nothing at all is no failure', async () => {
  const data = ['--data', tempDir()];
  expect(await ran(data, 'one\ntwo\n')).toMatchObject({
    stderr: 'trivet: 2 lines stored as stdin\n',
    code: 0,
  });
  expect(await bodies(data)).toEqual(['one', 'two']);
  expect(await ran(data, '')).toMatchObject({ stderr: 'trivet: 0 lines stored as stdin\n', code: 0 });
}, 60_000);

test('when the engine goes, the rest is still passed on, and the exit code tells', async () => {
  const dir = tempDir();
  const { child: engine } = await serve(dir, ANY_PORTS, NO_DOCKER);
  const { child, ended } = piped(['--data', dir, '--print']);
  child.stdin.write('before\n');
  await vi.waitFor(async () => expect(await bodies(['--data', dir])).toEqual(['before']), PATIENT);
  const gone = once(engine, 'close');
  engine.kill('SIGKILL');
  await gone;
  child.stdin.write('after\n');
  child.stdin.end('end\n');
  const [stdout, stderr, [code]] = await ended;
  expect(stdout).toBe('before\nafter\nend\n');
  expect(stderr).toMatch(/^trivet: .*1 lines are stored; the rest is only printed$/m);
  expect(code).toBe(1);
}, 90_000);

test('files are followed until the command is stopped, and read on from there the next time', async () => {
  const dir = tempDir();
  const data = ['--data', dir];
  await serve(dir, ANY_PORTS, NO_DOCKER);
  const path = join(tempDir(), 'app.log');
  writeFileSync(path, 'one\n');
  const told = ['one'];
  for (const line of ['two', 'three']) {
    const running = startTrivet(['tail', path, ...data]);
    await vi.waitFor(() => expect(running.stderr.text).toContain('followed'), PATIENT);
    appendFileSync(path, `${line}\n`);
    told.push(line);
    await vi.waitFor(async () => expect(await bodies(data)).toEqual(told), PATIENT);
    expect(await running.stop('SIGINT')).toBe(0);
    expect(running.stderr.text).toMatch(/lines stored$/m);
  }
}, 90_000);

test.each([
  [['tail', '-', 'a.log'], 'either - for standard input, or files'],
  [['tail', 'a.log', '--print'], '--print is for standard input'],
])('trivet %j is wrong use', async (args, message) => {
  const { code, stderr } = await trivetHere(args);
  expect({ code, told: stderr.includes(message) }).toEqual({ code: 2, told: true });
});
