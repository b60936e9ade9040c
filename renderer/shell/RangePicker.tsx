import { Popover } from '@mantine/core';
import { IconChevronDown, IconChevronLeft, IconChevronRight, IconZoomOut } from '@tabler/icons-react';
import { useState } from 'react';
import { exactText, rangeText } from '../time/clock-text.ts';
import { instantText, parseInstant } from '../time/instant-text.ts';
import { useZone } from '../time/preferences.ts';
import { fixedRange, lengthWords, parseLength, presetsMs, type TimeRange } from '../time/time-range.ts';
import { type RangeControl, useTimeRange } from '../time/use-time-range.ts';
import classes from './shell.module.css';

/** The global range: relative or between two moments, shifted and widened. */
export function RangePicker() {
  const control = useTimeRange();
  const { range, window, shift, zoomOut } = control;
  const zone = useZone();
  const [open, setOpen] = useState(false);
  const text =
    range.kind === 'last'
      ? lengthWords(range.lengthMs)
      : rangeText(range.startMs, range.endMs, Date.now(), zone);
  return (
    <span className="group">
      <button
        type="button"
        className="btn icon"
        title="Shift back: ["
        aria-label="Shift back"
        onClick={() => shift(-1)}
      >
        <IconChevronLeft size={16} />
      </button>
      <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus>
        <Popover.Target>
          <button
            type="button"
            className="btn"
            aria-label={`Time range: ${text}`}
            aria-expanded={open}
            title={`${exactText(window.startMs, zone)} to ${exactText(window.endMs, zone)}`}
            onClick={() => setOpen(!open)}
          >
            {text}
            <IconChevronDown size={12} />
          </button>
        </Popover.Target>
        <Popover.Dropdown p={0}>
          <RangeForm
            control={control}
            onPick={(next) => {
              control.set(next);
              setOpen(false);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      <button
        type="button"
        className="btn icon"
        title="Shift on: ]"
        aria-label="Shift on"
        onClick={() => shift(1)}
      >
        <IconChevronRight size={16} />
      </button>
      <button type="button" className="btn icon" title="Zoom out: ." aria-label="Zoom out" onClick={zoomOut}>
        <IconZoomOut size={16} />
      </button>
    </span>
  );
}

function RangeForm({ control, onPick }: { control: RangeControl; onPick(range: TimeRange): void }) {
  const zone = useZone();
  const [from, setFrom] = useState(() => instantText(control.window.startMs, zone));
  const [to, setTo] = useState(() => instantText(control.window.endMs, zone));
  const [length, setLength] = useState('');
  const fromMs = parseInstant(from, zone);
  const toMs = parseInstant(to, zone);
  const lengthMs = parseLength(length);
  const { range } = control;
  return (
    <div className={classes.range}>
      <div>
        {presetsMs.map((ms) => (
          <button
            key={ms}
            type="button"
            className={classes.preset}
            aria-current={range.kind === 'last' && range.lengthMs === ms}
            onClick={() => onPick({ kind: 'last', lengthMs: ms })}
          >
            {lengthWords(ms)}
          </button>
        ))}
      </div>
      <div>
        <form
          style={{ display: 'grid', gap: 8 }}
          onSubmit={(event) => {
            event.preventDefault();
            if (fromMs !== null && toMs !== null) onPick(fixedRange(fromMs, toMs));
          }}
        >
          <Instant
            label={`From, ${zone === 'utc' ? 'UTC' : 'local time'}`}
            text={from}
            onText={setFrom}
            valid={fromMs !== null}
          />
          <Instant label="To" text={to} onText={setTo} valid={toMs !== null} />
          <button type="submit" className="btn primary" disabled={fromMs === null || toMs === null}>
            Show this range
          </button>
        </form>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (lengthMs !== null) onPick({ kind: 'last', lengthMs });
          }}
        >
          <Instant label="Or the last" text={length} onText={setLength} valid placeholder="45m, 8h, 3d" />
        </form>
      </div>
    </div>
  );
}

interface InstantProps {
  label: string;
  text: string;
  valid: boolean;
  placeholder?: string;
  onText(text: string): void;
}

function Instant({ label, text, valid, placeholder, onText }: InstantProps) {
  return (
    <label>
      {label}
      <span className="field">
        <input
          className="mono"
          value={text}
          placeholder={placeholder}
          aria-invalid={!valid}
          onChange={(event) => onText(event.currentTarget.value)}
        />
        {valid ? null : <span className="err fs11">YYYY-MM-DD hh:mm:ss</span>}
      </span>
    </label>
  );
}
