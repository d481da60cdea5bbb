// The store in IndexedDB. Upgrades only ever add: a page of an older release goes on with a newer database.
import { makeStore } from "./store-rules.js";

const NAME = "own-turf";
const VERSION = 1;
const KINDS = { entries: "id", blobs: "id", drafts: "key" };

export async function openStore(indexedDB = globalThis.indexedDB) {
  if (!indexedDB) throw new Error("This browser keeps nothing.");
  let connection = null;

  function connect() {
    connection ??= open(indexedDB, VERSION)
      .catch((error) => { if (error.name === "VersionError") return open(indexedDB); throw error; })
      .then((database) => heed(database, () => { connection = null; }))
      .catch((error) => { connection = null; throw error; });
    return connection;
  }

  await connect();
  return makeStore(async (work, mode = "readwrite") => {
    try {
      return await transact(await connect(), work, mode);
    } catch (error) {
      if (!isCutOff(error)) throw error;
      connection = null; // the browser closed it, as Safari does behind a page's back
      return transact(await connect(), work, mode);
    }
  });
}

// Thrown when a transaction can't even begin: nothing was written, so that it may be tried again.
const isCutOff = (error) => error.name === "InvalidStateError" && error.atStart === true;

// Gives way to another tab that brings a newer database; the next transaction opens it anew.
function heed(database, forget) {
  database.onversionchange = () => { database.close(); forget(); };
  database.onclose = forget;
  return database;
}

function open(indexedDB, version) {
  const request = indexedDB.open(NAME, version);
  request.onupgradeneeded = () => {
    for (const [kind, keyPath] of Object.entries(KINDS)) {
      if (!request.result.objectStoreNames.contains(kind)) request.result.createObjectStore(kind, { keyPath });
    }
  };
  return outcome(request);
}

function transact(database, work, mode) {
  return new Promise((resolve, reject) => {
    const transaction = begin(database, mode);
    let result = null;
    let trouble = null;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(trouble ?? transaction.error);
    const giveUp = (error) => {
      trouble = error;
      try { transaction.abort(); } catch { reject(error); }
    };
    work(tools(transaction)).then((done) => { result = done; }, giveUp);
  });
}

// "strict": written to the disk before we say that it is kept.
function begin(database, mode) {
  try {
    return database.transaction(Object.keys(KINDS), mode, { durability: "strict" });
  } catch (error) {
    throw Object.assign(new DOMException(error.message, error.name), { atStart: true });
  }
}

function tools(transaction) {
  const store = (kind) => transaction.objectStore(kind);
  return {
    get: async (kind, id) => (await outcome(store(kind).get(id))) ?? null,
    all: (kind) => outcome(store(kind).getAll()),
    put: (kind, value) => outcome(store(kind).put(value)),
    drop: (kind, id) => outcome(store(kind).delete(id)),
  };
}

function outcome(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
