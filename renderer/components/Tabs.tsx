interface TabsProps {
  label: string;
  tabs: [key: string, title: string][];
  value: string;
  onChange(key: string): void;
  children?: React.ReactNode;
}

/** A row of tabs; arrow keys move between them. */
export function Tabs({ label, tabs, value, onChange, children }: TabsProps) {
  const present = tabs.some(([key]) => key === value) ? value : (tabs[0]?.[0] ?? '');
  const index = tabs.findIndex(([key]) => key === present);
  function press(event: React.KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = tabs[(index + by + tabs.length) % tabs.length];
    if (by === 0 || !next) return;
    event.preventDefault();
    onChange(next[0]);
    const list = event.currentTarget as HTMLElement;
    list.querySelectorAll<HTMLElement>('[role="tab"]')[(index + by + tabs.length) % tabs.length]?.focus();
  }
  return (
    <div className="tabs">
      <div role="tablist" aria-label={label} style={{ display: 'contents' }} onKeyDown={press}>
        {tabs.map(([key, title]) => (
          <button
            key={key}
            type="button"
            role="tab"
            aria-selected={key === present}
            tabIndex={key === present ? 0 : -1}
            onClick={() => onChange(key)}
          >
            {title}
          </button>
        ))}
      </div>
      <span className="grow" />
      {children}
    </div>
  );
}
