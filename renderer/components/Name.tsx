import type { CSSProperties } from 'react';
import { colourOf } from './colours.ts';

/** A name with its fixed colour beside it. `of` names the colour's owner where that is another name. */
export function Name({ name, of, className = '' }: { name: string; of?: string; className?: string }) {
  return (
    <span
      className={`named ${className}`}
      style={{ '--c': colourOf(of ?? name) } as CSSProperties}
      title={name}
    >
      <span>{name}</span>
    </span>
  );
}
