interface SegmentsProps<T extends string> {
  label: string;
  options: [value: T, text: string][];
  value: T;
  onChange(value: T): void;
}

/** One of a few, all in sight. */
export function Segments<T extends string>({ label, options, value, onChange }: SegmentsProps<T>) {
  return (
    <span className="group" role="radiogroup" aria-label={label}>
      {options.map(([option, text]) => (
        <button
          key={option}
          type="button"
          role="radio"
          className="btn"
          aria-checked={option === value}
          onClick={() => onChange(option)}
        >
          {text}
        </button>
      ))}
    </span>
  );
}
