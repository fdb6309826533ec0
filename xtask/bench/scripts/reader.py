"""reader.py PORT TOKEN SECONDS PACE NUMBER: one person who pages through all clients, and then again.

PACE is how many pages are asked for a second; 0: the next as soon as one is there.
"""
import http.client
import json
import sys
import time
import urllib.parse

port, token, seconds, pace, number = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), float(sys.argv[4]), sys.argv[5]
begin = time.monotonic()
end = begin + seconds
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
cursor, pages, clients, slowest = None, 0, 0, 0.0
while time.monotonic() < end:
    if pace:
        time.sleep(max(0, begin + pages / pace - time.monotonic()))
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
