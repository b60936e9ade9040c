import { readFile } from 'node:fs/promises';
import type { DraftRule } from '../../../../shared/contract/alerts.ts';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import { writeWhole } from '../../dashboards/dashboard-folder.ts';
import { ruleIds } from '../rule-id.ts';
import type { RuleFile } from '../rules/rule.ts';
import { parseRuleFile } from '../rules/rule-file.ts';
import { type RulePlace, withoutRule, withRule } from './rule-text.ts';

/** Trivet's own rule file: an ordinary one, which a person or Prometheus may use as well. One change at a time. */
export class OwnRules {
  readonly #path: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Adds a rule, or puts it in the place of another.
   *
   * @throws TrivetError invalid_params for a rule that no rule file may have, not_found, conflict
   */
  save(rule: DraftRule, replaces: string | null): Promise<{ id: string; file: string }> {
    return this.#change(async (text, file) => {
      const place = replaces === null ? null : this.#placeOf(file, replaces);
      if (replaces !== null && !place) throw notThere();
      const changed = withRule(text, rule, place);
      const parsed = parseRuleFile(changed.text);
      if (!parsed.ok) throw new TrivetError('invalid_params', parsed.error[0]?.message ?? 'no rule');
      await writeWhole(this.#path, changed.text);
      return { id: this.#idAt(parsed.value, changed.place), file: this.#path };
    });
  }

  /** False where there is no such rule. @throws TrivetError conflict */
  remove(id: string): Promise<boolean> {
    return this.#change(async (text, file) => {
      const place = this.#placeOf(file, id);
      if (place) await writeWhole(this.#path, withoutRule(text, place));
      return place !== null;
    });
  }

  #change<T>(change: (text: string, file: RuleFile) => Promise<T>): Promise<T> {
    const next = this.#last.then(async () => {
      const text = await this.#read();
      const parsed = parseRuleFile(text === '' ? 'groups: []' : text);
      if (parsed.ok) return change(text, parsed.value);
      const [fault] = parsed.error;
      throw new TrivetError('conflict', `${this.#path} cannot be read: ${fault?.message}`, {
        cure: `Put it right${fault?.line ? ` at line ${fault.line}` : ''}; what is wrong stays as it is until then.`,
      });
    });
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #read(): Promise<string> {
    try {
      return await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    }
  }

  #placeOf(file: RuleFile, id: string): RulePlace | null {
    for (const [group, one] of file.groups.entries()) {
      const rule = ruleIds(this.#path, one).indexOf(id);
      if (rule >= 0 && one.rules[rule]?.kind === 'alert') return { group, rule };
    }
    return null;
  }

  #idAt({ groups }: RuleFile, { group, rule }: RulePlace): string {
    const of = groups[group];
    const id = of && ruleIds(this.#path, of)[rule];
    if (!id) throw new Error('the rule that was written is not in the file');
    return id;
  }
}

const notThere = (): TrivetError =>
  new TrivetError('not_found', 'this rule is not in the file of rules that are made here', {
    cure: 'It may have been renamed or removed; rules of other files are changed in their file.',
  });
