/**
 * How Node is started for the language server. Each keystroke makes a model anew that shares most with the one before;
 * with room for several of them in V8's young generation, most are gone before they would be copied, which else costs
 * more than the work itself. The room is taken only as far as it is used.
 */
export const SERVER_NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=64'];
