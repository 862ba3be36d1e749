export { registerAction } from "./chunks/scripts-Bsnb-CL_.js";
