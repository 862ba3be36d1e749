export { registerAction } from "./chunks/scripts-Ckgz042E.js";
