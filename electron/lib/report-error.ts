type Reporter = (error: unknown) => void;

/** Without a reporter the error is thrown outside of any caller, so that the process's handler gets it or a test fails. */
const rethrow: Reporter = (error) =>
  queueMicrotask(() => {
    throw error;
  });

let reporter: Reporter = rethrow;

/** Reports a bug that no caller can receive, such as the error of a listener. */
export function reportError(error: unknown): void {
  reporter(error);
}

/** Sends reported errors to a program's log. Only a program's entry calls this, because it affects the whole process. */
export function setErrorReporter(report: Reporter): void {
  reporter = report;
}
