import { onTestFinished, vi } from 'vitest';
import type { TrivetContract } from '../../shared/contract/contract.ts';
import { createClient, type RpcClient } from '../../shared/rpc/client.ts';
import { messagePortTransport } from '../../shared/rpc/message-port.ts';
import { tempDir } from '../temp-dir.ts';
import { createStandIn, type StandIn } from './stand-in/electron.ts';
import type { PageMessage, StandInPage } from './stand-in/page.ts';
import type { StandInWindow } from './stand-in/window.ts';

export interface Desktop extends StandIn {
  dataDir: string;
  window(): StandInWindow;
  page(): StandInPage;
}

interface DesktopOptions {
  args?: string[];
  answers?: Partial<StandIn['answers']>;
  dataDir?: string;
}

/** Waits until the condition holds; the test's own time limit ends it otherwise. */
export async function until<T>(read: () => T | null | undefined | false): Promise<T> {
  for (;;) {
    const value = read();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Starts the real main code on the stand-in, with a real engine process on a directory of its own. */
export async function startDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const dataDir = options.dataDir ?? tempDir();
  const standIn = createStandIn(tempDir(), options.answers);
  vi.resetModules();
  vi.doMock('electron', () => standIn.module);
  const argv = process.argv;
  process.argv = ['trivet-desktop', '--data', dataDir, ...(options.args ?? [])];
  onTestFinished(async () => {
    process.argv = argv;
    standIn.app.quit();
    await until(() => standIn.app.exitCode !== null);
  });
  const { startApp } = await import('../../electron/main/app.ts');
  await startApp();
  const window = () => [...standIn.app.windows][0] as StandInWindow;
  return { ...standIn, dataDir, window, page: () => window().webContents.page as StandInPage };
}

/** Asks for the engine as the page does: every connection that arrives becomes a client. */
export function pageClients(page: StandInPage): RpcClient<TrivetContract>[] {
  const clients: RpcClient<TrivetContract>[] = [];
  page.messages.on('message', ({ ports: [port] }: PageMessage) => {
    if (port) clients.push(createClient(messagePortTransport(port)));
  });
  page.trivet.connectEngine();
  return clients;
}

export async function pageClient(page: StandInPage): Promise<RpcClient<TrivetContract>> {
  const clients = pageClients(page);
  return until(() => clients[0]);
}
