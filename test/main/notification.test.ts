import { expect } from 'vitest';
import type { TrivetContract } from '../../shared/contract/contract.ts';
import type { RpcClient } from '../../shared/rpc/client.ts';
import { dockerTest, runContainer, uniqueName } from '../docker.ts';
import type { StandInNotification } from './stand-in/electron.ts';
import { type Desktop, pageClient, startDesktop, until } from './start-desktop.ts';

/** A desktop whose engine has met the Docker daemon. */
async function connectedDesktop(): Promise<Desktop> {
  const desktop = await startDesktop();
  const client = await pageClient(desktop.page());
  for (;;) {
    const [source] = (await client.call('app.status', {})).sources;
    if (source?.state === 'connected') return desktop;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const noticeAbout = (desktop: Desktop, name: string): StandInNotification | undefined =>
  desktop.seen.notifications.find(({ title }) => title.startsWith(name));

dockerTest('a container that ends in failure is told, and a click leads to its page', async () => {
  const desktop = await connectedDesktop();
  const paths: string[] = [];
  desktop.page().trivet.onNavigate((path) => paths.push(path));
  const name = uniqueName('ends');
  await runContainer(name, [], ['sh', '-c', 'exit 3']);
  const notification = await until(() => noticeAbout(desktop, name));
  expect(notification).toMatchObject({ title: `${name} ended`, body: 'Its exit code is 3.' });
  desktop.window().hide();
  notification.emit('click');
  expect(paths).toEqual([`/containers/${encodeURIComponent(`name:${name}`)}`]);
  expect(desktop.window().visible).toBe(true);
});

/** Runs a container that fails, and waits until the engine has told of it; main is told first. */
async function fail(client: RpcClient<TrivetContract>, what: string): Promise<string> {
  const name = uniqueName(what);
  const told = new Promise<void>((resolve) => {
    const events = client.subscribe(
      'events.live',
      {},
      {
        event(live) {
          if (!live.events.some((event) => event.name === name && event.action === 'die')) return;
          events.dispose();
          resolve();
        },
      },
    );
  });
  await runContainer(name, [], ['sh', '-c', 'exit 3']);
  await told;
  return name;
}

dockerTest('nothing is told while the person looks at the window, or has switched it off', async () => {
  const desktop = await connectedDesktop();
  const client = await pageClient(desktop.page());
  desktop.window().focus();
  const seen = await fail(client, 'seen');
  desktop.window().blur();
  await client.call('settings.set', { settings: { notifications: false } });
  const unwanted = await fail(client, 'unwanted');
  await client.call('settings.set', { settings: { notifications: true } });
  const wanted = await fail(client, 'wanted');
  await until(() => noticeAbout(desktop, wanted));
  expect(noticeAbout(desktop, seen)).toBeUndefined();
  expect(noticeAbout(desktop, unwanted)).toBeUndefined();
});
