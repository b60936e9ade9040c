// The engine knows no Electron: `import 'electron'` resolves here and finds nothing to import.
export {};
