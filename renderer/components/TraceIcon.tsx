import type { IconProps } from '@tabler/icons-react';

/** Bars of a waterfall, in the stroke of the icon set. */
export function TraceIcon({ size = 24, stroke = 1.4 }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={stroke}
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M3 5.5h13M7 10h9M10 14.5h11M7 19h7M3.5 8v2h1" />
    </svg>
  );
}
