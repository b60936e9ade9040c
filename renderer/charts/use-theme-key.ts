import { useComputedColorScheme } from '@mantine/core';

/** Changes with the theme: canvas must be drawn again, for it holds colours and not variables. */
export const useThemeKey = (): string => useComputedColorScheme('dark', { getInitialValueInEffect: false });
