import { expect, test } from 'vitest';
import { findRunningEngine } from '../../electron/hosts/local-socket.ts';
import type { EngineProcessState } from '../../shared/contract/bridge.ts';
import type { TrivetContract } from '../../shared/contract/contract.ts';
import { createClient } from '../../shared/rpc/client.ts';
import type { ClientTransport } from '../../shared/rpc/transport.ts';
import { StandInUtilityProcess } from './stand-in/utility-process.ts';
import { pageClient, pageClients, startDesktop, until } from './start-desktop.ts';

const enginePid = () => [...StandInUtilityProcess.running][0]?.pid;

test('the page talks to the real engine process through a port of its own', async () => {
  const desktop = await startDesktop();
  const clients = pageClients(desktop.page());
  const client = await until(() => clients[0]);
  const info = await client.call('app.info', {});
  expect(info.dataDir).toBe(desktop.dataDir);
  expect(info.pid).toBe(enginePid());
  expect(info.pid).not.toBe(process.pid);
});

test('the port is posted to the page’s own origin', async () => {
  const desktop = await startDesktop();
  const page = desktop.page();
  const message = new Promise<{ origin: string; data: unknown }>((resolve) =>
    page.messages.once('message', resolve),
  );
  page.trivet.connectEngine();
  expect(await message).toMatchObject({ origin: 'trivet://app', data: { type: 'trivet:engine-port' } });
});

test('a killed engine is shown, started again, and the page gets a new port unasked', async () => {
  const desktop = await startDesktop();
  const states: EngineProcessState[] = [];
  desktop.page().trivet.onEngineState((state) => states.push(state));
  const clients = pageClients(desktop.page());
  const first = await until(() => clients[0]);
  const { pid } = await first.call('app.info', {});
  const pending = first.call('logs.streams', {}).catch((error) => error.code);
  const closed = new Promise<void>((resolve) => {
    first.onClose(resolve);
  });
  process.kill(pid, 'SIGKILL');
  await closed;
  await pending;
  const second = await until(() => clients[1]);
  expect((await second.call('app.info', {})).pid).not.toBe(pid);
  expect(states.map(({ state }) => state)).toEqual(
    expect.arrayContaining(['starting', 'running', 'restarting', 'running']),
  );
  await expect(first.call('app.info', {})).rejects.toMatchObject({ code: 'disconnected' });
});

test('a data directory in use is said with its cure, and not tried over and over', async () => {
  const first = await startDesktop();
  const clients = pageClients(first.page());
  await until(() => clients[0]);
  const second = await startDesktop({ dataDir: first.dataDir });
  const states: EngineProcessState[] = [];
  second.page().trivet.onEngineState((state) => states.push(state));
  second.page().trivet.connectEngine();
  const failed = await until(() => states.find(({ state }) => state === 'failed'));
  expect(failed).toMatchObject({ reason: expect.stringContaining('in use'), cure: expect.any(String) });
  await until(() => StandInUtilityProcess.running.size === 1);
});

test('quitting ends the engine cleanly and leaves no process', async () => {
  const desktop = await startDesktop();
  const clients = pageClients(desktop.page());
  const { pid } = await (await until(() => clients[0])).call('app.info', {});
  const exited = new Promise((resolve) => desktop.app.once('exited', resolve));
  desktop.app.quit();
  await exited;
  expect(desktop.app.exitCode).toBe(0);
  expect(StandInUtilityProcess.running.size).toBe(0);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('commands find the desktop app’s engine by its data directory', async () => {
  const desktop = await startDesktop();
  await pageClient(desktop.page());
  const running = findRunningEngine(desktop.dataDir);
  expect(running?.pid).toBe(enginePid());
  const client = createClient<TrivetContract>((await running?.connect()) as ClientTransport);
  expect((await client.call('app.info', {})).pid).toBe(enginePid());
  client.dispose();
});
