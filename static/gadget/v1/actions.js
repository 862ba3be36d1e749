export { registerAction } from "./chunks/scripts-BZUmbxYT.js";
