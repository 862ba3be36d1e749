export { registerAction } from "./chunks/scripts-B65YjaSE.js";
