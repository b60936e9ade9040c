import { type CSSProperties, useMemo } from 'react';
import { quantityText } from '../../../../shared/model/format.ts';
import { panelLines } from '../data/panel-lines.ts';
import type { PanelProps } from './PanelProps.ts';
import css from './panels.module.css';
import { singleValues } from './single-values.ts';

/** A bar a series, the largest the longest. */
export function BarPanel({ panel, data, window }: PanelProps) {
  const values = useMemo(
    () => singleValues(panel, panelLines(panel, data.lines, window.endMs)),
    [panel, data.lines, window.endMs],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={css.bars} role="list" aria-label={panel.title} tabIndex={0}>
      {values.map(({ key, name, value, shown, colour, share }) => (
        <div key={key} className={css.barRow} role="listitem" title={`${name}: ${value}`}>
          <span className="cut">{name}</span>
          <span className={css.barTrack}>
            <i style={{ width: `${share * 100}%`, '--c': colour ?? 'var(--accent)' } as CSSProperties} />
          </span>
          <b>{quantityText(shown)}</b>
        </div>
      ))}
    </div>
  );
}
