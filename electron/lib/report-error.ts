type Reporter = (error: unknown) => void;

/** Without a reporter the error is thrown outside of every caller: the process's own handler gets it, or a test fails. */
const rethrow: Reporter = (error) =>
  queueMicrotask(() => {
    throw error;
  });

let reporter: Reporter = rethrow;

/** Reports a bug where no caller can be told, such as a listener that threw. */
export function reportError(error: unknown): void {
  reporter(error);
}

/** Sends reported errors to a program's log. Only a program's entry calls this: it holds for the whole process. */
export function setErrorReporter(report: Reporter): void {
  reporter = report;
}
