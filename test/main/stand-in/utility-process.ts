import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { StandInPort } from './ports.ts';
import type { Wire } from './wire.ts';

const preload = fileURLToPath(new URL('parent-port.ts', import.meta.url));
let nextPort = 1;

/** Electron's UtilityProcess as a real Node process that runs the real module. */
export class StandInUtilityProcess extends EventEmitter {
  static readonly running = new Set<StandInUtilityProcess>();
  readonly #child: ChildProcess;
  readonly #ports = new Map<number, StandInPort>();

  static fork(modulePath: string, args: string[] = []): StandInUtilityProcess {
    return new StandInUtilityProcess(modulePath, args);
  }

  constructor(modulePath: string, args: string[]) {
    super();
    StandInUtilityProcess.running.add(this);
    this.#child = fork(modulePath, args, {
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', preload],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', process.env.TRIVET_TEST_LOG ? 'inherit' : 'ignore', 'ipc'],
    });
    this.#child.on('message', (wire: Wire) => this.#receive(wire));
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('exit', (code, signal) => {
      StandInUtilityProcess.running.delete(this);
      for (const port of this.#ports.values()) port.close();
      // Electron tells a killed process by the signal's number.
      this.emit('exit', code ?? (signal === 'SIGKILL' ? 9 : 15));
    });
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  postMessage(data: unknown, ports: StandInPort[] = []): void {
    this.#send({ kind: 'message', data, portIds: ports.map((port) => this.#bridge(port)) });
  }

  kill(): boolean {
    return this.#child.kill('SIGKILL');
  }

  #send(wire: Wire): void {
    if (this.#child.connected) this.#child.send(wire);
  }

  #bridge(port: StandInPort): number {
    const id = nextPort++;
    this.#ports.set(id, port);
    port.on('message', ({ data }) => this.#send({ kind: 'port-message', id, data }));
    port.on('close', () => {
      if (this.#ports.delete(id)) this.#send({ kind: 'port-close', id });
    });
    port.start();
    return id;
  }

  #receive(wire: Wire): void {
    if (wire.kind === 'message') this.emit('message', wire.data);
    else if (wire.kind === 'port-message') this.#ports.get(wire.id)?.postMessage(wire.data);
    else {
      const port = this.#ports.get(wire.id);
      this.#ports.delete(wire.id);
      port?.close();
    }
  }
}
