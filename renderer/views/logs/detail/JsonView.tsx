import { useState } from 'react';
import type { JsonTree } from '../log-text.ts';
import css from './detail.module.css';

const MOST_SHOWN = 200;
const OPEN_DEPTH = 3;

/** JSON as a tree that opens and closes; every key and value is text. */
export function JsonView({ value }: { value: JsonTree }) {
  return (
    <div className={css.json}>
      <Node value={value} depth={0} />
    </div>
  );
}

function Node({ name, value, depth }: { name?: string; value: JsonTree; depth: number }) {
  if (typeof value !== 'object' || value === null) {
    return (
      <div className={css.jsonRow} style={{ paddingLeft: depth * 12 + 14 }}>
        {name !== undefined && <span className={css.jsonKey}>{name}: </span>}
        <span data-type={value === null ? 'null' : typeof value}>{JSON.stringify(value)}</span>
      </div>
    );
  }
  return <Branch {...(name === undefined ? {} : { name })} value={value} depth={depth} />;
}

function Branch({
  name,
  value,
  depth,
}: {
  name?: string;
  value: JsonTree[] | { [key: string]: JsonTree };
  depth: number;
}) {
  const [open, setOpen] = useState(depth < OPEN_DEPTH);
  const entries = Array.isArray(value)
    ? value.map((item, i): [string, JsonTree] => [String(i), item])
    : Object.entries(value);
  const [begin, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return (
    <>
      <button
        type="button"
        className={css.jsonRow}
        style={{ paddingLeft: depth * 12 }}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span className={css.jsonTwist}>{open ? '▾' : '▸'}</span>
        {name !== undefined && <span className={css.jsonKey}>{name}: </span>}
        {begin} <span className="t3">{entries.length}</span>
        {open ? '' : ` ${end}`}
      </button>
      {open &&
        entries
          .slice(0, MOST_SHOWN)
          .map(([key, item]) => <Node key={key} name={key} value={item} depth={depth + 1} />)}
      {open && entries.length > MOST_SHOWN && (
        <div className={css.jsonRow} style={{ paddingLeft: depth * 12 + 26 }}>
          <span className="t3">{entries.length - MOST_SHOWN} more</span>
        </div>
      )}
      {open && (
        <div className={css.jsonRow} style={{ paddingLeft: depth * 12 + 14 }}>
          {end}
        </div>
      )}
    </>
  );
}
