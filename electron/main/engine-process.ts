import { MessageChannelMain, type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import type { EngineProcessState } from '../../shared/contract/bridge.ts';
import type { UtilityCommand, UtilityOptions, UtilityReport } from '../../shared/contract/utility.ts';
import type { Disposable } from '../../shared/util/disposable.ts';
import { Emitter } from '../../shared/util/emitter.ts';
import {
  initialLifecycle,
  type Lifecycle,
  type LifecycleEffect,
  type LifecycleEvent,
  type Step,
  shownState,
  step,
} from './engine-lifecycle.ts';
import { askKeychain } from './keychain.ts';
import { paths } from './paths.ts';

/** Owns the engine's process: forks it, hands out connections to it, starts it again, and stops it. */
export class EngineProcess implements Disposable {
  readonly onState = new Emitter<EngineProcessState>();
  readonly #options: UtilityOptions;
  #child: UtilityProcess | null = null;
  #state: Lifecycle;
  #timer: NodeJS.Timeout | null = null;
  #dataDir: string | null = null;

  constructor(options: UtilityOptions) {
    this.#options = options;
    const first = initialLifecycle(Date.now());
    this.#state = first.next;
    this.#apply(first);
  }

  get state(): EngineProcessState {
    return shownState(this.#state);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Known once the engine has been ready. */
  get dataDir(): string | null {
    return this.#dataDir;
  }

  /** The window's end of a new connection; the other end is on its way to the engine. Null while none runs. */
  connect(): MessagePortMain | null {
    if (this.#state.phase !== 'running') return null;
    const { port1, port2 } = new MessageChannelMain();
    this.#send({ kind: 'connect' }, [port1]);
    return port2;
  }

  restart(): void {
    this.#step({ type: 'restart-asked' });
  }

  /** Asks the engine to close its store and end; kills it when that takes too long. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      const isOver = () => this.#state.phase === 'stopped';
      const listening = this.onState.on(() => {
        if (!isOver()) return;
        listening.dispose();
        resolve();
      });
      this.#step({ type: 'stop-asked' });
      if (isOver()) resolve();
    });
  }

  dispose(): void {
    this.#clearTimer();
    this.#child?.kill();
  }

  #send(command: UtilityCommand, ports: MessagePortMain[] = []): void {
    this.#child?.postMessage(command, ports);
  }

  #step(event: LifecycleEvent): void {
    this.#apply(step(this.#state, event, Date.now()));
  }

  #apply({ next, effects }: Step): void {
    const changed = next !== this.#state;
    this.#state = next;
    this.#clearTimerOf(effects, changed);
    for (const effect of effects) this.#carryOut(effect);
    if (changed) this.onState.fire(this.state);
  }

  #carryOut(effect: LifecycleEffect): void {
    switch (effect.do) {
      case 'fork':
        this.#fork();
        return;
      case 'wait':
        this.#timer = setTimeout(() => this.#step({ type: 'waited' }), effect.ms);
        return;
      case 'ask-to-stop':
        this.#send({ kind: 'stop' });
        this.#timer = setTimeout(() => this.#step({ type: 'stop-overdue' }), effect.graceMs);
        return;
      case 'kill':
        this.#child?.kill();
    }
  }

  #fork(): void {
    const child = utilityProcess.fork(paths.utility, [], { serviceName: 'Trivet engine', stdio: 'inherit' });
    this.#child = child;
    child.on('message', (report: UtilityReport) => this.#report(child, report));
    child.on('exit', (code) => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#step({ type: 'exited', code });
    });
    this.#send({ kind: 'start', options: this.#options });
  }

  #report(child: UtilityProcess, report: UtilityReport): void {
    if (this.#child !== child) return;
    if (report.kind === 'keychain') {
      const text = askKeychain(report.do, report.text);
      this.#send({ kind: 'keychain', id: report.id, text });
      return;
    }
    if (report.kind === 'ready') {
      this.#dataDir = report.dataDir;
      this.#step({ type: 'ready' });
    } else this.#step({ type: 'refused', reason: report.message, cure: report.cure });
  }

  #clearTimerOf(effects: LifecycleEffect[], changed: boolean): void {
    if (changed || effects.length > 0) this.#clearTimer();
  }

  #clearTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
