/** Languages of configs, and of the scripts that may name their zones. */
export const CONFIG_LANGUAGES: ReadonlySet<string> = new Set(['nginx', 'lua', 'javascript']);
