import { join } from 'node:path';
import type { Logger } from 'pino';
import type { AlertsStatus } from '../../../../shared/contract/alerts.ts';
import type { Problem } from '../../../../shared/contract/app.ts';
import type { Settings } from '../../../../shared/contract/settings.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { type Disposable, DisposableStore, disposable } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { Clock } from '../../clock.ts';
import type { MetricSink } from '../../metrics/metric-sink.ts';
import { WatchedFiles } from '../../scrape/discovery/watched-files.ts';
import type { AlertSink } from '../alert-sink.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { type ForeignAlert, foreignViews, withForeign } from './foreign-views.ts';
import { growthOf } from './memory-annotations.ts';
import type { MemoryGrowth } from './memory-growth.ts';
import { RuleFiles } from './rule-files.ts';
import { type RulePath, type RulePlaces, rulePaths } from './rule-paths.ts';
import { RuleRunner } from './rule-runner.ts';
import { boardStatus, type Suppression } from './rule-views.ts';
import type { AlertFacts, CheckAnswer } from './thread-messages.ts';

export type { Suppression } from './rule-views.ts';

export interface AlertRulesOptions {
  clock: Clock;
  logger: Logger;
  dataDir: string;
  /** Where recorded series and those of alerts go. */
  metrics: MetricSink;
  settings: { readonly current: Settings; readonly onChange: Emitter<unknown> };
  /** The file is a fresh one: what the thread of rules reads is not the store any more. */
  setAside: Emitter<string>;
  sink: AlertSink;
  /** By fingerprint of the alert as it was posted. */
  suppression(fingerprint: string): Suppression;
  /** Whose changes are a reason to look at alerts again. */
  routing?: {
    readonly revision: number;
    readonly onChange: Emitter<void>;
    /** Alerts of no rule here: they are shown beside the others. */
    foreignAlerts(): Iterable<ForeignAlert>;
  };
  /** Rule files that the configurations name which are scraped by. */
  ofPrometheus?: () => RulePlaces['ofPrometheus'];
  /** Whose container labels name. */
  entityOf?: (labels: Labels) => string | null;
  /** Finds out which processes of containers grew whose memory rules tell of. */
  growth?: Pick<MemoryGrowth, 'look' | 'annotation'>;
  lookEveryMs?: number;
}

const TELL_EVERY_MS = 300;

/**
 * The rules in force and their alerts. Owns the files that rules are read from and the runner that evaluates them.
 * A file that is broken leaves what it last said rightly in force.
 */
export class AlertRules implements Disposable {
  /** Where rules are written to that are made in Trivet's window; it may be missing. */
  readonly ownRulesPath: string;
  readonly onChange = new Emitter<void>();
  readonly #options: AlertRulesOptions;
  readonly #owned = new DisposableStore();
  readonly #files = new RuleFiles();
  readonly #runner: RuleRunner;
  readonly #generated = new Map<string, RuleGroup[]>();
  /** Null once something has changed. */
  #status: AlertsStatus | null = null;
  #telling: NodeJS.Timeout | null = null;
  #loading: Promise<void> = Promise.resolve();

  constructor(options: AlertRulesOptions) {
    this.#options = options;
    const { dataDir, settings, lookEveryMs } = options;
    this.ownRulesPath = join(dataDir, 'rules', 'trivet.yml');
    const runner = new RuleRunner({ ...options, onChange: () => this.#tell(), onLost: () => this.reload() });
    this.#runner = this.#owned.add(runner);
    let known = this.#settingsKey();
    this.#owned.add(
      settings.onChange.on(() => {
        const now = this.#settingsKey();
        if (now === known) return;
        known = now;
        void this.reload();
      }),
    );
    const paths = () => this.#paths().map(({ path }) => path);
    this.#owned.add(new WatchedFiles(paths, () => void this.reload(), lookEveryMs));
    if (options.routing) this.#owned.add(options.routing.onChange.on(() => this.#tell()));
    void this.reload();
  }

  /** The same object as long as nothing has changed. */
  status(): AlertsStatus {
    const revision = this.#options.routing?.revision ?? 0;
    if (this.#status?.routingRevision !== revision) this.#status = this.#statusNow();
    return this.#status;
  }

  #statusNow(): AlertsStatus {
    const { suppression, entityOf = () => null, routing } = this.#options;
    const moreAnnotations = ({ ruleId, labels }: AlertFacts) =>
      growthOf(this.#runner.rule(ruleId), labels, this.#options);
    const around = { suppression, entityOf, moreAnnotations };
    const routingRevision = routing?.revision ?? 0;
    const board = boardStatus(this.#runner.groups, around);
    const foreign = foreignViews(routing?.foreignAlerts() ?? [], around, this.#options.clock.now());
    return { files: this.#files.views, ...withForeign(board, foreign), routingRevision };
  }

  /** Whether the thread of rules runs. */
  get runs(): boolean {
    return this.#runner.runs;
  }

  /** For the engine's own metrics. */
  get groups(): RuleRunner['groups'] {
    return this.#runner.groups;
  }

  problems(): Problem[] {
    return [...this.#files.problems(), ...this.#runner.problems()];
  }

  /** Reads all files afresh and puts what they say in force. Never rejects. */
  reload(): Promise<void> {
    this.#loading = this.#loading
      .then(() => this.#load())
      .catch((error: unknown) => {
        // What is loaded while the engine ends is asked of a thread that has ended.
        if (!this.#owned.disposed) this.#options.logger.error({ error }, 'rules could not be loaded');
      });
    return this.#loading;
  }

  /** What is due now, evaluated; it also happens by itself. */
  tick(): Promise<void> {
    return this.#runner.tick();
  }

  /** Resolves when what was evaluated is stored. */
  settled(): Promise<void> {
    return this.#runner.settled();
  }

  /** What a text would be as a rule file. */
  check(text: string): Promise<CheckAnswer> {
    return this.#runner.check(text);
  }

  /** Whether it is one of the files in force, or the own one. */
  hasFile(path: string): boolean {
    return path === this.ownRulesPath || this.#files.has(path);
  }

  /** Rules that no file holds, such as those made of objectives. The same origin again replaces its groups. */
  addGenerated(origin: string, groups: RuleGroup[]): Disposable {
    this.#generated.set(origin, groups);
    void this.reload();
    return disposable(() => {
      if (this.#generated.get(origin) !== groups) return;
      this.#generated.delete(origin);
      void this.reload();
    });
  }

  dispose(): void {
    this.#owned.dispose();
    if (this.#telling) clearTimeout(this.#telling);
    this.#telling = null;
  }

  async #load(): Promise<void> {
    if (this.#owned.disposed) return;
    const { clock, settings } = this.#options;
    const { evaluationIntervalMs, externalLabels } = settings.current.alerts;
    const files = await this.#files.read(this.#paths(), clock.now());
    const facts = await this.#runner.load({
      nowMs: clock.now(),
      files,
      generated: [...this.#generated],
      intervalMs: evaluationIntervalMs,
      externalLabels,
    });
    this.#files.judge(facts);
    this.#tell();
  }

  #paths(): RulePath[] {
    const { settings, ofPrometheus = () => [] } = this.#options;
    const { alerts, dashboards } = settings.current;
    return rulePaths({
      files: alerts.files,
      projects: dashboards.folders,
      ofPrometheus: ofPrometheus(),
      own: this.ownRulesPath,
    });
  }

  #settingsKey(): string {
    const { alerts, dashboards } = this.#options.settings.current;
    const { files, evaluationIntervalMs, externalLabels } = alerts;
    return JSON.stringify([files, evaluationIntervalMs, externalLabels, dashboards.folders]);
  }

  /** Many groups change at once: who listens is told some moments later, once. */
  #tell(): void {
    this.#status = null;
    if (this.#owned.disposed) return;
    this.#telling ??= setTimeout(() => {
      this.#telling = null;
      this.onChange.fire();
    }, TELL_EVERY_MS).unref();
  }
}
