import { expect } from 'vitest';
import type { ExecEvent } from '../../../shared/contract/containers.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import { docker, dockerTest, eventually, runContainer, uniqueName } from '../../docker.ts';
import type { TestEngine } from '../test-engine.ts';
import { connected } from './connected.ts';

interface Shell extends Disposable {
  text(): string;
  sessionId(): Promise<string>;
  type(text: string): Promise<void>;
  exit: Promise<number | null>;
  failed: Promise<string>;
}

function openShell({ client }: TestEngine, containerId: string, command?: string[]): Shell {
  let text = '';
  const opened = Promise.withResolvers<string>();
  const exit = Promise.withResolvers<number | null>();
  const failed = Promise.withResolvers<string>();
  const decoder = new TextDecoder();
  const subscription = client.subscribe(
    'exec.session',
    { containerId, columns: 80, rows: 24, ...(command ? { command } : {}) },
    {
      event(event: ExecEvent) {
        if (event.kind === 'open') opened.resolve(event.sessionId);
        else if (event.kind === 'data') text += decoder.decode(event.data, { stream: true });
        else exit.resolve(event.exitCode);
      },
      error: ({ code }) => failed.resolve(code),
    },
  );
  return {
    text: () => text,
    sessionId: () => opened.promise,
    async type(input) {
      const sessionId = await opened.promise;
      await client.call('exec.input', { sessionId, data: new TextEncoder().encode(input) });
    },
    exit: exit.promise,
    failed: failed.promise,
    dispose: () => subscription.dispose(),
  };
}

async function sleepingContainer(running: TestEngine): Promise<string> {
  const name = uniqueName('exec');
  await runContainer(name, [], ['sleep', '600']);
  await eventually('seen', async () =>
    (await running.client.call('containers.list', {})).some((container) => container.name === name),
  );
  return name;
}

dockerTest('a shell has a terminal, takes input and tells its exit code', async () => {
  const running = await connected();
  const shell = openShell(running, await sleepingContainer(running));
  await shell.type('echo sum $((40 + 2)); tty\n');
  await eventually('answered', () => /sum 42[\s\S]*\/dev\/pts/.test(shell.text()));
  await shell.type('exit 7\n');
  expect(await shell.exit).toBe(7);
});

dockerTest('the terminal has the size of the window, also after a resize', async () => {
  const running = await connected();
  const shell = openShell(running, await sleepingContainer(running));
  await shell.type('stty size\n');
  await eventually('first size', () => shell.text().includes('24 80'));
  await running.client.call('exec.resize', { sessionId: await shell.sessionId(), columns: 132, rows: 50 });
  await shell.type('stty size\n');
  await eventually('new size', () => shell.text().includes('50 132'));
});

dockerTest('everything a fast command prints arrives', async () => {
  const running = await connected();
  const shell = openShell(running, await sleepingContainer(running), ['sh', '-c', 'seq 1 50000']);
  expect(await shell.exit).toBe(0);
  const numbers = shell.text().trim().split('\r\n');
  expect(numbers).toHaveLength(50_000);
  expect(numbers.at(-1)).toBe('50000');
});

dockerTest('closing the window ends the shell and what runs in it', async () => {
  const running = await connected();
  const name = await sleepingContainer(running);
  const shell = openShell(running, name);
  await shell.type('sleep 4242\n');
  await eventually('runs', async () => (await docker('top', name)).includes('sleep 4242'));
  shell.dispose();
  await eventually('ended', async () => !(await docker('top', name)).includes('sleep 4242'));
  await expect(
    running.client.call('exec.input', { sessionId: await shell.sessionId(), data: new Uint8Array(1) }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

dockerTest('a stopping engine leaves no shell behind', async () => {
  const running = await connected();
  const name = await sleepingContainer(running);
  const shell = openShell(running, name);
  await shell.type('sleep 4243\n');
  await eventually('runs', async () => (await docker('top', name)).includes('sleep 4243'));
  await running.stop();
  await eventually('ended', async () => !(await docker('top', name)).includes('sleep 4243'));
});

dockerTest('a shell in a container that is not there, or not running, is refused', async () => {
  const running = await connected();
  expect(await openShell(running, 'no-such-container').failed).toBe('not_found');
  const name = await sleepingContainer(running);
  await docker('kill', name);
  expect(await openShell(running, name).failed).toBe('conflict');
});

dockerTest('opening a shell is in the audit log', async () => {
  const running = await connected();
  const name = await sleepingContainer(running);
  await openShell(running, name, ['true']).exit;
  const [entry] = await running.client.call('audit.list', {});
  expect(entry).toMatchObject({ action: 'open shell', target: name, outcome: 'ok', detail: 'true' });
});
