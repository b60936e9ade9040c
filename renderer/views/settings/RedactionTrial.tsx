import { useMemo, useState } from 'react';
import type { Settings } from '../../../shared/contract/settings.ts';
import { TextRedactor } from '../../../shared/redaction/text-redactor.ts';
import { Field, Group } from './Field.tsx';
import css from './settings.module.css';

const LONGEST = 65_536;

/** A text and what would be left of it: the same code as in the engine, so nothing leaves this window. */
export function RedactionTrial({ redaction }: { redaction: Settings['logs']['redaction'] }) {
  const [text, setText] = useState('');
  const redactor = useMemo(() => new TextRedactor(redaction), [redaction]);
  const clean = redactor.redact(text);
  const found = redactor.takeCounts();
  return (
    <Group title="Try it" note="With the detectors and rules above, whether they are on for storage or not.">
      <Field name="A text">
        <textarea
          className={css.trial}
          aria-label="A text to redact"
          placeholder="Paste a line of a log here"
          rows={3}
          maxLength={LONGEST}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <Field name="What is left of it">
        <output className={css.trial} aria-label="The text redacted">
          {clean}
        </output>
        <div className="t2" role="status">
          {text === '' ? '' : foundText(found)}
        </div>
      </Field>
    </Group>
  );
}

const foundText = (found: [name: string, count: number][]) =>
  found.length === 0 ? 'nothing found' : found.map(([name, count]) => `${count} × ${name}`).join(', ');
