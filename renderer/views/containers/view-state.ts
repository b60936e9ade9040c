import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Grouping } from './container-rows.ts';

interface ContainersViewState {
  grouping: Grouping;
  sort: { key: string; descending: boolean };
  hidden: string[];
  collapsed: string[];
  setGrouping(grouping: Grouping): void;
  setSort(sort: { key: string; descending: boolean }): void;
  toggleColumn(key: string): void;
  toggleGroup(label: string): void;
}

const toggled = (list: string[], item: string): string[] =>
  list.includes(item) ? list.filter((other) => other !== item) : [...list, item];

/** How this person lays out the table. What is selected and filtered stands in the address. */
export const useContainersView = create<ContainersViewState>()(
  persist(
    (set) => ({
      grouping: 'project',
      sort: { key: 'name', descending: false },
      hidden: [],
      collapsed: [],
      setGrouping: (grouping) => set({ grouping }),
      setSort: (sort) => set({ sort }),
      toggleColumn: (key) => set(({ hidden }) => ({ hidden: toggled(hidden, key) })),
      toggleGroup: (label) => set(({ collapsed }) => ({ collapsed: toggled(collapsed, label) })),
    }),
    { name: 'trivet-containers' },
  ),
);
