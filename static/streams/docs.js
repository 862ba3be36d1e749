// Shows the OpenAPI document of this server. What readers try goes to this server, as who they say they are or as who
// is signed in to the control room; Django asks for the token of such a session where something is written.
const page = document.getElementById("docs");

function withToken(request) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (token) request.headers["X-CSRFToken"] = token[1];
  return request;
}

SwaggerUIBundle({
  url: page.dataset.document,
  domNode: page,
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: withToken,
});
