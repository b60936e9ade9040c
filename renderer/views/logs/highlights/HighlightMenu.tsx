import { Popover } from '@mantine/core';
import { IconHighlight, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { useAction, useCall } from '../../../connection/use-call.ts';
import css from '../logs.module.css';
import { useHighlightRules } from './use-marker.ts';

const COLOURS = [0, 1, 2, 3, 4, 5, 6, 7];
const MOST = 50;

/** Words and patterns that every list of lines colours, kept in the settings. */
export function HighlightMenu() {
  const [open, setOpen] = useState(false);
  const rules = useHighlightRules();
  const settings = useCall('settings.get', {}, { staleMs: 5_000 });
  const set = useAction('settings.set', ['settings.get']);
  const logs = settings.data?.settings.logs;
  const store = (highlights: typeof rules) =>
    logs && set.mutate({ settings: { logs: { ...logs, highlights } } });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="btn icon"
          aria-pressed={rules.length > 0}
          title="Highlight rules"
          aria-label="Highlight rules"
          onClick={() => setOpen(!open)}
        >
          <IconHighlight size={14} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.menu}>
        <p className="t2">Words in any case, or /patterns/, that stand out in every line.</p>
        {rules.length < MOST && (
          <RuleForm
            next={COLOURS.find((colour) => !rules.some((rule) => rule.colour === colour)) ?? 0}
            onAdd={(rule) => store([...rules.filter(({ match }) => match !== rule.match), rule])}
          />
        )}
        {set.error && <ErrorNote error={set.error} what="Saving" />}
        <ul>
          {rules.map(({ match, colour }) => (
            <li key={match}>
              <ColourChoice
                of={match}
                colour={colour}
                onChange={(next) =>
                  store(rules.map((rule) => (rule.match === match ? { match, colour: next } : rule)))
                }
              />
              <span className="mono cut grow" title={match}>
                {match}
              </span>
              <button
                type="button"
                className="btn icon quiet small"
                aria-label={`Remove ${match}`}
                onClick={() => store(rules.filter((rule) => rule.match !== match))}
              >
                <IconX size={12} />
              </button>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

interface RuleFormProps {
  next: number;
  onAdd(rule: { match: string; colour: number }): void;
}

function RuleForm({ next, onAdd }: RuleFormProps) {
  const [match, setMatch] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (match === '') return;
    const { ruleFault } = await import('./text-marker.ts');
    const found = ruleFault(match);
    setFault(found);
    if (found !== null) return;
    onAdd({ match, colour: next });
    setMatch('');
  }
  return (
    <form onSubmit={(event) => void submit(event)} className={css.form}>
      <input
        className={css.find}
        value={match}
        maxLength={1024}
        placeholder="timeout or /o-\d+/"
        aria-label="Word or pattern"
        aria-invalid={fault !== null}
        onChange={(event) => setMatch(event.target.value)}
      />
      <button type="submit" className="btn small primary">
        Add
      </button>
      {fault !== null && (
        <p className="err" role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}

function ColourChoice({
  of,
  colour,
  onChange,
}: {
  of: string;
  colour: number;
  onChange(colour: number): void;
}) {
  return (
    <button
      type="button"
      className={css.swatch}
      style={{ background: `var(--c${colour + 1})` }}
      title="Another colour"
      aria-label={`Another colour for ${of}`}
      onClick={() => onChange((colour + 1) % COLOURS.length)}
    />
  );
}
