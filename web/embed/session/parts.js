// Parts of the package that are fetched when they are first asked for. One that does not come is told, and never only missing.

/**
 * The part that `fetched` brings, or null, told to the console and as the problem that `tell` gets: the session goes on without it.
 */
export const part = (name, fetched, tell) =>
  fetched.catch((error) => {
    const problem = { code: 'part-missing', message: `A file of the package did not come: ${name}.`, action: 'Keep the files of the package together, and let a bundler take them all.', detail: String(error) };
    console.warn(`streaming-avatar: ${problem.message} ${problem.action}`, error);
    tell(problem);
    return null;
  });
