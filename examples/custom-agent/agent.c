// A web server of a few lines: POST /chat with {"message": "…"} answers {"length": N}.
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(8080)};
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(server, (struct sockaddr *)&address, sizeof address) != 0 || listen(server, 16) != 0) {
    perror("cannot listen on port 8080");
    return 1;
  }
  for (;;) {
    char request[4096] = {0}, body[64];
    int client = accept(server, 0, 0);
    size_t size = 0;
    for (ssize_t more = 1; more > 0 && size + 1 < sizeof request && !strchr(request, '}');) {
      more = read(client, request + size, sizeof request - 1 - size);
      if (more > 0) size += (size_t)more;
    }
    char *message = strstr(request, "\"message\"");
    char *begin = message ? strchr(message + 9, '"') : 0;
    char *end = begin ? strchr(begin + 1, '"') : 0;
    int length = snprintf(body, sizeof body, "{\"length\": %d}", end ? (int)(end - begin - 1) : 0);
    dprintf(client, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
            end ? "200 OK" : "400 Bad Request", length, body);
    close(client);
  }
}
