import type { Logger } from 'pino';
import type { Problem } from '../../../../shared/contract/app.ts';
import type { Settings } from '../../../../shared/contract/settings.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import type { Emitter } from '../../../../shared/util/emitter.ts';
import type { Clock } from '../../clock.ts';
import type { MetricSink } from '../../metrics/metric-sink.ts';
import type { AlertSink } from '../alert-sink.ts';
import { ClockWatch } from './clock-watch.ts';
import type { Due } from './group-schedule.ts';
import { growthOf, memoryEntities } from './memory-annotations.ts';
import type { MemoryGrowth } from './memory-growth.ts';
import { type BoardGroup, RuleBoard } from './rule-board.ts';
import { RuleThread } from './rule-thread.ts';
import { RuleWriter } from './rule-writer.ts';
import type {
  CheckAnswer,
  FileFacts,
  GroupAnswer,
  LoadAnswer,
  LoadParams,
  RuleFacts,
  RuleOutput,
  RulePost,
} from './thread-messages.ts';

export interface RuleRunnerOptions {
  clock: Clock;
  logger: Logger;
  dataDir: string;
  metrics: MetricSink;
  settings: { readonly current: Settings };
  setAside: Emitter<string>;
  sink: AlertSink;
  entityOf?: (labels: Labels) => string | null;
  /** Finds out which processes of containers grew whose memory rules tell of. */
  growth?: Pick<MemoryGrowth, 'look' | 'annotation'>;
  onChange(): void;
  /** The thread died: everything is to be loaded again. */
  onLost(): void;
}

const TICK_MS = 1_000;
/** While rules wait, what fires is told again as often as otherwise, so that it does not end. */
const REPOST_MS = 60_000;
/** After its thread died under it twice a group rests for so long. */
const REST_MS = 600_000;
const MOST_DEATHS = 2;

interface Deaths {
  count: number;
  restsUntilMs: number;
}

/** Evaluates groups when they are due, stores what they give and posts their alerts. */
export class RuleRunner implements Disposable {
  readonly #options: RuleRunnerOptions;
  readonly #owned = new DisposableStore();
  readonly #board = new RuleBoard();
  readonly #watch: ClockWatch;
  readonly #thread: RuleThread;
  #writer: RuleWriter;
  /** Turns whose output is stored; the thread is told with the next evaluation. */
  #settled: number[] = [];
  readonly #storing = new Set<Promise<void>>();
  #evaluating: BoardGroup | null = null;
  readonly #deaths = new Map<string, Deaths>();
  #postedMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: RuleRunnerOptions) {
    this.#options = options;
    const { clock, settings, setAside, dataDir, logger } = options;
    this.#watch = new ClockWatch(clock.now(), () => settings.current.metrics.outOfOrderMs);
    this.#thread = this.#owned.add(new RuleThread({ dataDir, logger, onLost: () => this.#lost() }));
    this.#writer = this.#newWriter();
    this.#owned.add(setAside.on(() => void this.#startAgain()));
    this.#owned.onDispose(() => this.#stopTimer());
  }

  get groups(): readonly BoardGroup[] {
    return this.#board.groups;
  }

  get runs(): boolean {
    return this.#thread.runs;
  }

  rule(id: string): RuleFacts | undefined {
    return this.#board.rule(id);
  }

  problems(): Problem[] {
    const untilMs = this.#board.isEmpty ? null : this.#watch.longWait(this.#options.clock.now());
    if (untilMs === null) return [];
    const message = `The clock was set back: rules wait until ${new Date(untilMs).toISOString()}, for until then nothing newer is stored than there is.`;
    return [{ key: 'rules:clock', severity: 'warning', message, cure: 'Alerts stay as they are meanwhile.' }];
  }

  /** Puts groups in force and answers what is wrong with the files. The thread runs only while there are groups. */
  load(params: LoadParams): Promise<FileFacts[]> {
    const isNothing = params.files.length === 0 && params.generated.length === 0;
    return this.#inTurn(async () => {
      if (isNothing && !this.#thread.runs) return [];
      const answer = await this.#thread.request<LoadAnswer>('load', params);
      this.#board.replace(answer.groups, answer.rules, params.nowMs);
      this.#store(answer.output);
      this.#post(answer.posts);
      if (this.#board.isEmpty) {
        this.#stopTimer();
        if (isNothing) await this.#endThread();
      } else this.#startTimer();
      return answer.files;
    });
  }

  check(text: string): Promise<CheckAnswer> {
    return this.#inTurn(async () => {
      const answer = await this.#thread.request<CheckAnswer>('check', text);
      if (this.#board.isEmpty) await this.#endThread();
      return answer;
    });
  }

  /** Evaluates what is due. Never rejects. */
  async tick(): Promise<void> {
    if (this.#owned.disposed || this.#board.isEmpty) return;
    const nowMs = this.#options.clock.now();
    const jump = this.#watch.look(nowMs);
    if (jump && jump.byMs < 0) await this.#setBack(jump.byMs, nowMs);
    if (jump || this.#watch.isHeld(nowMs)) return this.#hold(nowMs);
    const due = this.#board.due(nowMs);
    for (const [group] of due) group.busy = true;
    await Promise.all(due.map(([group, when]) => this.#inTurn(() => this.#evaluate(group, when))));
  }

  /** Resolves when what was evaluated is stored. */
  async settled(): Promise<void> {
    await this.#turn;
    await Promise.all(this.#storing);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #evaluate(group: BoardGroup, due: Due): Promise<void> {
    try {
      if (!this.#board.isInForce(group) || this.#rests(group)) return;
      this.#evaluating = group;
      const settled = this.#settled;
      this.#settled = [];
      const params = { groupId: group.facts.id, ...due, settled };
      const answer = await this.#thread.request<GroupAnswer | null>('evaluate', params);
      if (!answer) return;
      this.#board.took(group, due, answer);
      this.#store(answer.output);
      if (group.rules.some(({ ofMemory }) => ofMemory)) await this.#lookAtMemory();
      this.#post(answer.posts);
    } catch (error) {
      this.#board.failed(group, error instanceof Error ? error.message : String(error));
      if (!this.#owned.disposed) this.#options.logger.warn({ error }, 'a group of rules was not evaluated');
    } finally {
      this.#evaluating = null;
      group.busy = false;
      this.#options.onChange();
    }
  }

  #rests(group: BoardGroup): boolean {
    const deaths = this.#deaths.get(group.facts.id);
    if (!deaths || deaths.count < MOST_DEATHS) return false;
    if (this.#options.clock.now() >= deaths.restsUntilMs) {
      this.#deaths.delete(group.facts.id);
      return false;
    }
    this.#board.failed(
      group,
      'evaluating the group took more memory than rules may take; it rests for a while',
    );
    return true;
  }

  /** Nothing is evaluated for now; what fires is told again so that nobody takes it for over. */
  async #hold(nowMs: number): Promise<void> {
    for (const { schedule } of this.#board.groups) schedule.hold(nowMs);
    if (Math.abs(nowMs - this.#postedMs) < REPOST_MS) return;
    this.#postedMs = nowMs;
    await this.#inTurn(async () => this.#post(await this.#thread.request<RulePost[]>('firing', nowMs))).catch(
      (error: unknown) => this.#options.logger.warn({ error }, 'alerts could not be told again'),
    );
  }

  async #setBack(byMs: number, nowMs: number): Promise<void> {
    for (const { schedule } of this.#board.groups) schedule.shift(byMs, nowMs);
    await this.#inTurn(() => this.#thread.request('shift', byMs)).catch((error: unknown) =>
      this.#options.logger.warn({ error }, 'alerts could not be set back with the clock'),
    );
  }

  #store(output: RuleOutput): void {
    const { turn } = output;
    const writer = this.#writer;
    const stored = writer
      .write(output)
      .catch((error: unknown) => this.#options.logger.warn({ error }, 'what rules gave could not be stored'))
      .finally(() => {
        this.#storing.delete(stored);
        if (writer === this.#writer) this.#settled.push(turn);
      });
    this.#storing.add(stored);
  }

  async #lookAtMemory(): Promise<void> {
    const { growth, entityOf = () => null } = this.#options;
    await growth?.look(memoryEntities(this.#board.groups, entityOf));
  }

  #post(posts: readonly RulePost[]): void {
    if (posts.length === 0) return;
    const told = posts.map(({ ruleId, ...post }) => {
      const more = growthOf(this.#board.rule(ruleId), post.labels, this.#options);
      return { ...post, annotations: [...post.annotations, ...more] };
    });
    this.#options.sink.put(told);
  }

  #lost(): void {
    const group = this.#evaluating;
    if (group) {
      const count = (this.#deaths.get(group.facts.id)?.count ?? 0) + 1;
      this.#deaths.set(group.facts.id, { count, restsUntilMs: this.#options.clock.now() + REST_MS });
    }
    this.#forgetThread();
    if (!this.#owned.disposed) this.#options.onLost();
  }

  async #startAgain(): Promise<void> {
    if (!this.#thread.runs) return;
    await this.#inTurn(() => this.#endThread());
    this.#options.onLost();
  }

  async #endThread(): Promise<void> {
    await this.#thread.end();
    this.#forgetThread();
  }

  #forgetThread(): void {
    this.#writer = this.#newWriter();
    this.#settled = [];
  }

  #newWriter(): RuleWriter {
    const { metrics, entityOf = () => null } = this.#options;
    return new RuleWriter(metrics, entityOf);
  }

  /** The thread does one thing after the other, and answers are taken in their order. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #startTimer(): void {
    if (this.#owned.disposed) return;
    this.#timer ??= setInterval(() => void this.tick(), TICK_MS).unref();
  }

  #stopTimer(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}
