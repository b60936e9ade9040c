import { cast, containerId, type Role } from './cast.ts';
import { ordersAt, type Story } from './story.ts';

export type RunState = 'running' | 'paused' | 'exited';

/** A container as the stand-in daemon has it at a moment. */
export interface Container {
  role: Role;
  id: string;
  image: string;
  state: RunState;
  health: 'healthy' | 'unhealthy' | 'starting' | null;
  createdMs: number;
  startedMs: number;
  finishedMs: number | null;
  exitCode: number;
  restarts: number;
}

/** What a person did to a container; it stands above the story. */
export interface Intervention {
  state: RunState | 'removed';
  sinceMs: number;
  exitCode: number;
}

const HEALTH_SETTLES_MS = 12_000;
/** The ended containers ended when their last job was done. */
const LONG_AGO_MS = 3 * 86_400_000;
const MIGRATED_BEFORE_DEPLOY_MS = 6_000;

/** The shop's containers at any moment: the story, and what people did to them. */
export class Containers {
  readonly story: Story;
  readonly #bornMs: number;
  readonly #interventions = new Map<string, Intervention>();

  /** @param bornMs - the story's start, from which uptimes are counted back. */
  constructor(story: Story, bornMs: number) {
    this.story = story;
    this.#bornMs = bornMs;
  }

  intervene(id: string, intervention: Intervention): void {
    this.#interventions.set(id, intervention);
  }

  at(ms: number): Container[] {
    return cast
      .map((role) => this.#change(this.#told(role, ms), ms))
      .filter((container) => container !== null);
  }

  /** By name, id, or the beginning of an id. */
  find(idOrName: string, ms: number): Container | null {
    return this.#named(idOrName, ms) ?? this.#withId(idOrName, ms);
  }

  /** Whether a container of this name prints, works and is measured at the moment. */
  isUp(name: string, ms: number): boolean {
    return this.#named(name, ms)?.state === 'running';
  }

  #named(name: string, ms: number): Container | null {
    const role = cast.find((one) => one.name === name);
    return role ? this.#change(this.#told(role, ms), ms) : null;
  }

  #withId(prefix: string, ms: number): Container | null {
    return prefix.length < 4 ? null : (this.at(ms).find(({ id }) => id.startsWith(prefix)) ?? null);
  }

  #told(role: Role, ms: number): Container {
    if (role.name === 'orders') return this.#orders(role, ms);
    const generation = role.name === 'migrate' ? 1 : 0;
    const base = {
      role,
      id: containerId(role.name, generation),
      image: role.image,
      exitCode: 0,
      restarts: 0,
    };
    if (role.upMs === null) {
      const endedMs =
        role.name === 'migrate'
          ? this.story.deployMs - MIGRATED_BEFORE_DEPLOY_MS
          : this.#bornMs - LONG_AGO_MS;
      const run = { createdMs: endedMs - 2_400, startedMs: endedMs - 2_100, finishedMs: endedMs };
      return { ...base, ...run, state: 'exited', health: null };
    }
    const startedMs = this.#bornMs - role.upMs;
    const health = role.hasHealthCheck ? 'healthy' : null;
    return { ...base, state: 'running', health, createdMs: startedMs - 400, startedMs, finishedMs: null };
  }

  #orders(role: Role, ms: number): Container {
    const state = ordersAt(this.story, ms);
    const young = ms - state.startedMs < HEALTH_SETTLES_MS;
    return {
      role,
      id: containerId(role.name, state.generation),
      image: `shop/orders:${state.version}`,
      state: state.down ? 'exited' : 'running',
      health: state.down ? null : state.unhealthy ? 'unhealthy' : young ? 'starting' : 'healthy',
      createdMs: state.createdMs,
      startedMs: state.startedMs,
      finishedMs: state.finishedMs,
      exitCode: state.down ? 137 : 0,
      restarts: state.restarts,
    };
  }

  #change(told: Container, ms: number): Container | null {
    const change = this.#interventions.get(told.id);
    if (!change || change.sinceMs > ms) return told;
    const { state, sinceMs, exitCode } = change;
    if (state === 'removed') return null;
    if (state === 'paused') return { ...told, state };
    if (state === 'exited') return { ...told, state, health: null, finishedMs: sinceMs, exitCode };
    const startedMs = Math.max(sinceMs, told.startedMs);
    return {
      ...told,
      state: told.state === 'exited' && told.role.upMs !== null ? told.state : 'running',
      startedMs,
    };
  }
}
