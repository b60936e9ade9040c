import { createHash } from 'node:crypto';
import type { AlertFileView } from '../../../../shared/contract/alerts.ts';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { AlertRules } from '../manager/alert-rules.ts';
import type { Objective } from './objective.ts';
import { ObjectiveFiles, type ObjectiveFilesOptions } from './objective-files.ts';
import { objectiveRuleGroups } from './objective-rules.ts';

/** One objective in force, or one that another of the same name keeps out. */
export interface HeldObjective {
  /** Of its file and name. */
  id: string;
  path: string;
  objective: Objective;
  error: string | null;
}

export interface ObjectivesOptions extends ObjectiveFilesOptions {
  rules: Pick<AlertRules, 'addGenerated'>;
}

/** The objectives in force; their rules are handed to those that are evaluated, by file. */
export class Objectives implements Disposable {
  readonly #rules: ObjectivesOptions['rules'];
  readonly #owned = new DisposableStore();
  readonly #files: ObjectiveFiles;
  /** Rules by file, with what they were made of. */
  readonly #given = new Map<string, { of: string; given: Disposable }>();
  #held: readonly HeldObjective[] = [];
  readonly onChange = new Emitter<void>();

  constructor(options: ObjectivesOptions) {
    this.#rules = options.rules;
    this.#files = this.#owned.add(new ObjectiveFiles(options));
    this.#owned.add(this.#files.onChange.on(() => this.#take()));
    this.#take();
  }

  get all(): readonly HeldObjective[] {
    return this.#held;
  }

  get files(): AlertFileView[] {
    return this.#files.views;
  }

  find(id: string): HeldObjective | null {
    return this.#held.find((held) => held.id === id) ?? null;
  }

  dispose(): void {
    this.#owned.dispose();
    for (const { given } of this.#given.values()) given.dispose();
    this.#given.clear();
  }

  #take(): void {
    const held: HeldObjective[] = [];
    const byName = new Map<string, string>();
    for (const { path, objectives } of this.#files.all) {
      for (const objective of objectives) {
        const key = JSON.stringify([objective.service, objective.name]);
        const other = byName.get(key);
        const error = other === undefined ? null : `${other} has an objective of the same name and service`;
        if (other === undefined) byName.set(key, path);
        held.push({ id: idOf(path, objective.name), path, objective, error });
      }
    }
    this.#held = held;
    this.#giveRules();
    this.onChange.fire();
  }

  #giveRules(): void {
    const paths = new Set(this.#held.map(({ path }) => path));
    for (const [path, { given }] of this.#given) {
      if (paths.has(path)) continue;
      given.dispose();
      this.#given.delete(path);
    }
    for (const path of paths) {
      const own = this.#held.filter((held) => held.path === path && held.error === null);
      const groups = objectiveRuleGroups(own.map(({ objective }) => objective));
      const of = JSON.stringify(
        groups.map(({ name, rules }) => [name, rules.map(({ expr, line }) => [expr, line])]),
      );
      const before = this.#given.get(path);
      if (before?.of === of) continue;
      // The same origin again replaces its groups.
      this.#given.set(path, { of, given: this.#rules.addGenerated(path, groups) });
    }
  }
}

const idOf = (path: string, name: string): string =>
  createHash('sha256')
    .update(JSON.stringify([path, name]))
    .digest('hex')
    .slice(0, 16);
