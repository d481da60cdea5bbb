// Asks the browser not to throw away what the page keeps. Promises true, false (it may, when space runs low), or null
// when this browser says nothing about it. Only asked once something waits: some browsers ask the person in turn.
export async function askToKeep(storage = navigator.storage) {
  if (!storage?.persist) return null;
  try {
    return (await storage.persisted()) || (await storage.persist());
  } catch {
    return null;
  }
}
