/** The arrow keys move the focus between the pane's controls that stand in its rows. */
export function walkRows(event: React.KeyboardEvent, pane: HTMLElement | null): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !pane || !(event.target instanceof HTMLElement)) return;
  const stops = [...pane.querySelectorAll<HTMLElement>('[data-stop]')];
  const at = stops.indexOf(event.target);
  if (at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  stops[Math.min(stops.length - 1, Math.max(0, at + step))]?.focus();
}
