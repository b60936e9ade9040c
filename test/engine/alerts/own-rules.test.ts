import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OwnRules } from '../../../electron/engine/alerts/own-rules/own-rules.ts';
import { withoutRule, withRule } from '../../../electron/engine/alerts/own-rules/rule-text.ts';
import { parseRuleFile } from '../../../electron/engine/alerts/rules/rule-file.ts';
import type { DraftRule } from '../../../shared/contract/alerts.ts';
import { tempDir } from '../../temp-dir.ts';

const rule = (more: Partial<DraftRule> = {}): DraftRule => ({
  name: 'HighCpu',
  expr: 'load > 5',
  forMs: 60_000,
  keepFiringForMs: 0,
  labels: [['severity', 'warning']],
  annotations: [['summary', '{{ $labels.name }}: "hot" at {{ $value }}']],
  ...more,
});

const rulesIn = (text: string) => {
  const parsed = parseRuleFile(text);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return parsed.value.groups.map(({ name, rules }) => [
    name,
    ...rules.map((one) => `${one.name}: ${one.expr}`),
  ]);
};

const BY_HAND = `# my rules
groups:
  - name: mine # by hand
    interval: 5s
    rules:
      # counted here
      - record: job:up:sum
        expr: sum by (job) (up)
      - alert: Down # look out
        expr: up == 0
        for: 1m # patience
        labels:
          severity: critical # wakes me
`;

describe('a rule written into a file', () => {
  test('makes the file of it, which the parser reads back', () => {
    const { text, place } = withRule('', rule(), null);
    expect(place).toEqual({ group: 0, rule: 0 });
    expect(rulesIn(text)).toEqual([['trivet', 'HighCpu: load > 5']]);
    expect(text).toContain('for: 1m');
    expect(text).not.toContain('keep_firing_for');
  });

  test('leaves what is there with its comments', () => {
    const { text } = withRule(BY_HAND, rule(), null);
    expect(text.startsWith(BY_HAND)).toBe(true);
    expect(rulesIn(text).map(([name]) => name)).toEqual(['mine', 'trivet']);
  });

  test('takes the place of another, whose comments stay', () => {
    const changed = rule({
      name: 'Down',
      expr: 'up == 0',
      forMs: 120_000,
      labels: [['severity', 'critical']],
    });
    const { text } = withRule(BY_HAND, changed, { group: 0, rule: 1 });
    expect(text).toContain('- alert: Down # look out');
    expect(text).toContain('for: 2m');
    expect(text).toContain('severity: critical # wakes me');
    expect(text).toContain('# counted here');
  });

  test('is gone when it is taken out, and with the last one the own group', () => {
    const { text, place } = withRule(BY_HAND, rule(), null);
    expect(withoutRule(text, place)).toBe(BY_HAND);
  });

  test('of several lines and strange texts is the same when read', () => {
    const strange = rule({
      expr: 'sum by (a) (\n  load\n) > 5',
      annotations: [['x', '- #: "\'\n{{ $value }}']],
    });
    const parsed = parseRuleFile(withRule('', strange, null).text);
    expect(parsed.ok && parsed.value.groups[0]?.rules[0]).toMatchObject({
      expr: strange.expr,
      annotations: new Map(strange.annotations),
    });
  });

  test.skipIf(spawnSync('promtool', ['--version']).status !== 0)('is one that promtool takes', () => {
    const path = join(tempDir(), 'trivet.yml');
    writeFileSync(path, withRule(BY_HAND, rule({ keepFiringForMs: 90_000 }), null).text);
    const { status, stdout } = spawnSync('promtool', ['check', 'rules', path], { encoding: 'utf8' });
    expect(stdout).toContain('3 rules found');
    expect(status).toBe(0);
  });
});

describe("Trivet's own rules", () => {
  test('are saved, renamed in place and removed by their ids', async () => {
    const path = join(tempDir(), 'rules', 'trivet.yml');
    const own = new OwnRules(path);
    const [first, second] = await Promise.all([
      own.save(rule(), null),
      own.save(rule({ name: 'Other' }), null),
    ]);
    const renamed = await own.save(rule({ name: 'HotCpu' }), first.id);
    expect(renamed.id).not.toBe(first.id);
    expect(rulesIn(readFileSync(path, 'utf8'))).toEqual([['trivet', 'HotCpu: load > 5', 'Other: load > 5']]);
    expect(await own.remove(second.id)).toBe(true);
    expect(await own.remove(second.id)).toBe(false);
    expect(rulesIn(readFileSync(path, 'utf8'))).toEqual([['trivet', 'HotCpu: load > 5']]);
  });

  test('that no file may have are refused, and the file stays', async () => {
    const path = join(tempDir(), 'trivet.yml');
    const own = new OwnRules(path);
    await expect(own.save(rule({ expr: 'load >' }), null)).rejects.toMatchObject({ code: 'invalid_params' });
    await expect(own.save(rule({ annotations: [['a', '{{ $x ']] }), null)).rejects.toThrow(/annotation "a"/);
    await expect(own.save(rule(), 'abc')).rejects.toMatchObject({ code: 'not_found' });
    expect(() => readFileSync(path)).toThrow();
  });

  test('are not written over a file that cannot be read', async () => {
    const path = join(tempDir(), 'trivet.yml');
    writeFileSync(path, 'groups:\n  - nam: x\n');
    await expect(new OwnRules(path).save(rule(), null)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(path, 'utf8')).toBe('groups:\n  - nam: x\n');
  });
});
