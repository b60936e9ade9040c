import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Objectives } from '../../../../electron/engine/alerts/objectives/objectives.ts';
import type { RuleGroup } from '../../../../electron/engine/alerts/rules/rule.ts';
import { type Settings, type SettingsView, settingsSchema } from '../../../../shared/contract/settings.ts';
import { disposable } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import { tempDir } from '../../../temp-dir.ts';
import { ratioObjective } from './examples.ts';

/** Objectives over a folder, with the rules that are in force by what they came from. */
function started() {
  const folder = tempDir();
  mkdirSync(join(folder, 'own'));
  const settings = { current: settingsSchema.parse({}) as Settings, onChange: new Emitter<SettingsView>() };
  const given = new Map<string, RuleGroup[]>();
  const rules = {
    addGenerated(origin: string, groups: RuleGroup[]) {
      given.set(origin, groups);
      return disposable(() => given.get(origin) === groups && given.delete(origin));
    },
  };
  const objectives = new Objectives({ rules, settings, ownFolder: join(folder, 'own'), now: () => 0 });
  onTestFinished(() => objectives.dispose());
  const name = (...files: string[]) => {
    settings.current = { ...settings.current, alerts: { ...settings.current.alerts, files } };
    settings.onChange.fire({ settings: settings.current, fixed: [] });
  };
  return { folder, objectives, given, name, file: join(folder, 'slo.yml') };
}

test('files of the settings are taken when they hold objectives; rule files are left alone', () => {
  const { folder, objectives, given, name, file } = started();
  writeFileSync(file, ratioObjective());
  writeFileSync(join(folder, 'rules.yml'), 'groups: []\n');
  name(folder);
  expect(objectives.files.map(({ path, state }) => [path, state])).toEqual([[file, 'loaded']]);
  expect(objectives.all.map(({ objective }) => objective.name)).toEqual(['orders-availability']);
  expect(given.get(file)?.map((group) => group.name)).toEqual([
    'slo orders-availability, long windows',
    'slo orders-availability',
  ]);
  expect(given.get(file)?.every((group) => group.rules.every(({ line }) => line === 4))).toBe(true);
});

test('the folder of Trivet’s own rules is always looked through', () => {
  const { folder, objectives, name } = started();
  writeFileSync(join(folder, 'own', 'mine.yaml'), ratioObjective());
  name();
  expect(objectives.all).toHaveLength(1);
});

test('a broken file is refused with its line while its last good objectives and rules go on', () => {
  const { objectives, given, name, file } = started();
  writeFileSync(file, ratioObjective());
  name(file);
  const before = given.get(file);
  writeFileSync(file, ratioObjective().replace('30d', 'soon'));
  name(file);
  expect(objectives.files[0]).toMatchObject({ state: 'refused', errors: [{ line: 25 }] });
  expect(objectives.all).toHaveLength(1);
  expect(given.get(file)).toBe(before);
});

test('a file that is gone takes its rules along', () => {
  const { objectives, given, name, file } = started();
  writeFileSync(file, ratioObjective());
  name(file);
  rmSync(file);
  name(file);
  expect([objectives.all.length, objectives.files.length, given.size]).toEqual([0, 0, 0]);
});

test('of two objectives with one name and service the second says so and makes no rules', () => {
  const { folder, objectives, given, name, file } = started();
  const other = join(folder, 'too.yml');
  writeFileSync(file, ratioObjective());
  writeFileSync(other, ratioObjective());
  name(file, other);
  expect(objectives.all.map(({ error }) => error)).toEqual([
    null,
    `${file} has an objective of the same name and service`,
  ]);
  expect(given.get(other)).toEqual([]);
});

test('a file that changes is read by itself', async () => {
  const { objectives, name, file } = started();
  writeFileSync(file, ratioObjective());
  name(file);
  const changed = new Promise<void>((resolve) => {
    const listening = objectives.onChange.on(() => {
      listening.dispose();
      resolve();
    });
  });
  writeFileSync(file, ratioObjective().replace('0.999', '0.99'));
  await changed;
  expect(objectives.all[0]?.objective.target).toBe(0.99);
});
