/**
 * Tells zod to check values without compiling code for each schema, which costs more than it saves in a process that
 * checks each only a few times. Call it before zod is loaded: schemas read the setting when they are made.
 */
export function checkSchemasWithoutCompiling(): void {
  Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
}
