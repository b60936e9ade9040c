import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { runInNewContext } from 'node:vm';
import type { MessagePort } from 'node:worker_threads';
import type { DesktopBridge } from '../../../shared/contract/bridge.ts';
import type { StandInPort } from './ports.ts';

/** A message as the page's window gets it. */
export interface PageMessage {
  data: unknown;
  origin: string;
  ports: MessagePort[];
}

/**
 * One loaded page: the real preload script, run with nothing but `require('electron')`, a window and a process,
 * as a sandboxed one is.
 */
export class StandInPage {
  readonly origin = 'trivet://app';
  readonly messages = new EventEmitter();
  readonly toPage = new EventEmitter();
  readonly exposed: Record<string, unknown> = {};

  constructor(preload: string, sendToMain: (channel: string, value: unknown) => void) {
    const ipcRenderer = Object.assign(this.toPage, { send: sendToMain });
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name: string, value: unknown) => {
          this.exposed[name] = value;
        },
      },
      ipcRenderer,
      webUtils: { getPathForFile: (file: { path?: string }) => file.path ?? '' },
    };
    const window = {
      location: { origin: this.origin },
      postMessage: (data: unknown, origin: string, ports: MessagePort[]) =>
        this.messages.emit('message', { data, origin, ports } satisfies PageMessage),
    };
    runInNewContext(stripTypeScriptTypes(readFileSync(preload, 'utf8')), {
      window,
      process: { platform: 'linux' },
      require(name: string) {
        if (name !== 'electron') throw new Error(`a sandboxed preload script cannot require ${name}`);
        return electron;
      },
    });
  }

  get trivet(): DesktopBridge {
    return this.exposed.trivet as DesktopBridge;
  }

  receive(channel: string, value: unknown, ports: StandInPort[] = []): void {
    this.toPage.emit(channel, { ports: ports.map(({ port }) => port) }, value);
  }
}
