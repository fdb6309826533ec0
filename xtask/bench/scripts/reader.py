"""reader.py PORT TOKEN SECONDS NUMBER: one person who pages through all clients, page after page, and then again."""
import http.client
import json
import sys
import time
import urllib.parse

port, token, seconds, number = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), sys.argv[4]
end = time.monotonic() + seconds
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
cursor, pages, clients, slowest = None, 0, 0, 0.0
while time.monotonic() < end:
    path = "/api/v1/clients/?limit=200" + (f"&cursor={urllib.parse.quote(cursor)}" if cursor else "")
    start = time.monotonic()
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    body = answer.read()
    slowest = max(slowest, time.monotonic() - start)
    if answer.status != 200:
        sys.exit(f"reader {number}: {path} answered {answer.status} {body[:200]!r}")
    page = json.loads(body)
    pages, clients, cursor = pages + 1, clients + len(page["results"]), page["next"]
    if pages == 1 and cursor is None:
        sys.exit(f"reader {number}: all clients are on one page, there is nothing to page through")
print(f"reader {number}: {clients} clients on {pages} pages, {pages / seconds:.0f} a second, the slowest {slowest * 1000:.0f} ms")
