import { type AlertMatcher, matchesAll } from '../../../../shared/alerts/matchers.ts';
import type { InhibitRule } from '../routing/alertmanager-config.ts';
import { type HeldAlert, isResolved } from './held-alert.ts';

/** Source alerts by fingerprint, under the values of the labels that must be equal. */
type Sources = Map<string, Map<string, HeldAlert>>;

interface Inhibition extends InhibitRule {
  /** Sources that are no targets of the same rule: only they keep quiet an alert that is source and target. */
  pure: Sources;
  twoSided: Sources;
}

/**
 * Which alerts are kept quiet by others.
 *
 * Source: Alertmanager, inhibit/inhibit.go
 */
export class Inhibitor {
  readonly #rules: Inhibition[];

  constructor(rules: readonly InhibitRule[]) {
    this.#rules = rules.map((rule) => ({ ...rule, pure: new Map(), twoSided: new Map() }));
  }

  put(alert: HeldAlert): void {
    for (const rule of this.#rules) {
      if (!matchesAll(rule.source, alert.values)) continue;
      const sources = matchesAll(rule.target, alert.values) ? rule.twoSided : rule.pure;
      const key = equalKey(rule.equal, alert);
      const same = sources.get(key);
      if (same) same.set(alert.fingerprint, alert);
      else sources.set(key, new Map([[alert.fingerprint, alert]]));
    }
  }

  forget(alert: HeldAlert): void {
    for (const rule of this.#rules) {
      const key = equalKey(rule.equal, alert);
      for (const sources of [rule.pure, rule.twoSided]) {
        const same = sources.get(key);
        if (same?.delete(alert.fingerprint) && same.size === 0) sources.delete(key);
      }
    }
  }

  /** Fingerprint of an alert that keeps this one quiet, or null. */
  inhibitedBy(alert: HeldAlert, nowMs: number): string | null {
    for (const rule of this.#rules) {
      if (!matchesAll(rule.target, alert.values)) continue;
      const key = equalKey(rule.equal, alert);
      const candidates = isSource(rule.source, alert) ? [rule.pure] : [rule.pure, rule.twoSided];
      for (const sources of candidates) {
        for (const source of sources.get(key)?.values() ?? []) {
          if (!isResolved(source, nowMs)) return source.fingerprint;
        }
      }
    }
    return null;
  }
}

const isSource = (source: readonly AlertMatcher[], { values }: HeldAlert): boolean =>
  matchesAll(source, values);

/** A label that is missing equals an empty one. */
const equalKey = (equal: readonly string[], { values }: HeldAlert): string =>
  equal.map((name) => values.get(name) ?? '').join('\0');
