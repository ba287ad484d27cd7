"""HTTP on the real TLS path of a portal: limits, methods, framing, keep-alive, and the documents behind ?wsdl."""

import json
import re
import socket
import ssl
import unittest

import requests
from lxml import etree

import harness
from harness import Running, is_there

LIMIT = 256 * 1024


class Http(Running):
    changes = [("[server]", '[server]\nbody_limit = "256KiB"\nbody_timeout = "2s"')]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.context = ssl.create_default_context(cafile=cls.site.root_certificate)

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.site.port), 30)
        return self.context.wrap_socket(plain, server_hostname="localhost")

    def exchange(self, octets):
        """All that comes back until the gateway closes."""
        with self.connect() as client:
            return self.rest(client, octets)

    def rest(self, client, octets=b""):
        client.sendall(octets)
        answer = b""
        try:
            while received := client.recv(65536):
                answer += received
        except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
            pass  # the end of a connection is an end, however it is said
        return answer

    def read_one(self, client):
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += client.recv(65536)
        head, body = answer.split(b"\r\n\r\n", 1)
        length = int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)[1])
        while len(body) < length:
            body += client.recv(65536)
        self.assertEqual(len(body), length, "more than one answer")
        return head, body

    def request(self, body=b"", fields="Content-Type: text/xml\r\n", method="POST", path="/shep/egov"):
        return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def message(self):
        return self.site.portal.message().encode()

    def expect_refused(self, octets, status, name):
        """One answer, with its own code, and the connection ends."""
        answer = self.exchange(octets)
        self.assertEqual(answer[:12], f"HTTP/1.1 {status}".encode(), answer[:600])
        self.assertEqual(len(re.findall(rb"HTTP/1\.[01] \d\d\d ", answer)), 1, "a second answer")
        self.assertIn(f" {name};".encode(), answer)
        self.assertIn(b"onnection: close", answer)
        return answer

    def test_the_control_is_accepted(self):
        with self.connect() as client:
            client.sendall(self.request(self.message()))
            head, body = self.read_one(client)
        self.assertTrue(head.startswith(b"HTTP/1.1 200"), head)
        self.assertIn(b"SCSS001", body)
        self.assertIn(b"text/xml", head)

    def test_keep_alive_and_pipelining(self):
        with self.connect() as client:
            for _ in range(3):
                client.sendall(self.request(self.message()))
                self.assertIn(b"SCSS001", self.read_one(client)[1])
            last = "Content-Type: text/xml\r\nConnection: close\r\n"
            client.sendall(self.request(self.message()) + self.request(self.message(), last))
            answer = self.rest(client)
        self.assertEqual(answer.count(b"HTTP/1.1 200"), 2)
        self.assertEqual(len(set(re.findall(rb"CaseNumber>([^<]+)<", answer))), 2)

    def test_chunked_and_continue(self):
        body = self.message()
        pieces = [body[i:i + 5000] for i in range(0, len(body), 5000)]
        chunks = b"".join(f"{len(one):x}\r\n".encode() + one + b"\r\n" for one in pieces)
        with self.connect() as client:
            client.sendall(b"POST /shep/egov HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
                           b"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n")
            self.assertTrue(client.recv(1000).startswith(b"HTTP/1.1 100"))
            client.sendall(chunks + b"0\r\n\r\n")
            self.assertIn(b"SCSS001", self.read_one(client)[1])

    def test_oversize(self):
        head = b"POST /shep/egov HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
        self.expect_refused(head + f"Content-Length: {LIMIT + 1}\r\n\r\n".encode(), 413, "body_too_large")
        self.expect_refused(head + b"Content-Length: 100000000000000000\r\n\r\n", 413, "body_too_large")
        chunk = f"{LIMIT // 2:x}\r\n".encode() + b"x" * (LIMIT // 2) + b"\r\n"
        self.expect_refused(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 3, 413, "body_too_large")
        self.expect_refused(head + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 17 + b"\r\n0\r\n\r\n", 413, "body_too_large")
        self.expect_refused(head + b"X: " + b"a" * 20000 + b"\r\n\r\n", 431, "header_too_large")
        self.expect_refused(head + b"X: a\r\n" * 500 + b"\r\n", 431, "header_too_large")
        self.expect_refused(b"POST /" + b"a" * 1_000_000, 431, "header_too_large")

    def test_who_sends_on_still_reads_the_refusal(self):
        """Clients that send everything before they read: 4 MB, most of them after the refusal has gone out."""
        answer = self.site.post(b"x" * (4 << 20))
        self.assertEqual((answer.http_status, answer.name), (413, "body_too_large"))

    def test_framing(self):
        head = "POST /shep/egov HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
        smuggled = "\r\n0\r\n\r\nGET /shep/egov?wsdl HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for name, octets in (
            ("length and coding", head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n" + smuggled),
            ("coding and length", head + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n" + smuggled),
            ("two lengths", head + "Content-Length: 4\r\nContent-Length: 5\r\n" + smuggled),
            ("two equal lengths", head + "Content-Length: 4\r\nContent-Length: 4\r\n" + smuggled),
            ("a list of lengths", head + "Content-Length: 4, 4\r\n" + smuggled),
            ("signed length", head + "Content-Length: +4\r\n" + smuggled),
            ("hexadecimal length", head + "Content-Length: 0x4\r\n" + smuggled),
            ("empty length", head + "Content-Length: \r\n" + smuggled),
            ("endless length", head + "Content-Length: 99999999999999999999999\r\n" + smuggled),
            ("xchunked", head + "Transfer-Encoding: xchunked\r\n" + smuggled),
            ("tab in the coding", head + "Transfer-Encoding: chunked\t, x\r\n" + smuggled),
            ("chunked twice", head + "Transfer-Encoding: chunked, chunked\r\n" + smuggled),
            ("chunked, identity", head + "Transfer-Encoding: chunked, identity\r\n" + smuggled),
            ("gzip, chunked", head + "Transfer-Encoding: gzip, chunked\r\n" + smuggled),
            ("two codings", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n" + smuggled),
            ("folded field", head + "X: a\r\n b\r\n" + smuggled),
            ("folded coding", head + "Transfer-Encoding:\r\n chunked\r\n" + smuggled),
            ("bare LF", head.replace("\r\n", "\n") + "\n"),
            ("bare CR", head + "X: a\rb\r\n" + smuggled),
            ("NUL", head + "X: a\0b\r\n" + smuggled),
            ("space before the colon", head + "Content-Length : 4\r\n" + smuggled),
            ("space before the name", head + " Content-Length: 4\r\n" + smuggled),
            ("no colon", head + "Content-Length\r\n" + smuggled),
            ("no Host", head.replace("Host: localhost\r\n", "") + smuggled),
            ("two Hosts", head + "Host: other\r\n" + smuggled),
            ("lower-case version", head.replace("HTTP/1.1", "http/1.1") + smuggled),
            ("HTTP/0.9", "POST /shep/egov\r\n" + smuggled),
            ("HTTP/2.0", head.replace("HTTP/1.1", "HTTP/2.0") + smuggled),
            ("HTTP/1.1.1", head.replace("HTTP/1.1", "HTTP/1.1.1") + smuggled),
            ("two spaces", head.replace("POST ", "POST  ") + smuggled),
            ("unknown method", head.replace("POST ", "BREW ") + smuggled),
            ("not HTTP", "\x16\x03\x01 hello\r\n\r\n"),
            ("negative chunk", head + "Transfer-Encoding: chunked\r\n\r\n-1" + smuggled),
            ("chunk with underscore", head + "Transfer-Encoding: chunked\r\n\r\n1_0" + smuggled),
            ("chunk with 0x", head + "Transfer-Encoding: chunked\r\n\r\n0x1" + smuggled),
            ("chunk longer than said", head + "Transfer-Encoding: chunked\r\n\r\n1\r\nab" + smuggled),
            ("chunk with bare LF", head + "Transfer-Encoding: chunked\r\n\r\n1\na" + smuggled),
        ):
            with self.subTest(name):
                self.expect_refused(octets.encode("latin-1"), 400, "http_framing_invalid")

    def test_bodies_that_do_not_arrive(self):
        body = self.message()
        octets = self.request(body)[:-100]
        with self.connect() as client:
            answer = self.rest(client, octets)
        self.assertTrue(answer.startswith(b"HTTP/1.1 408"), answer[:300])
        self.assertIn(b"6027 http_timeout", answer)
        before = len(self.site.cases())
        with self.connect() as client:
            client.sendall(octets)  # and gone
        self.test_the_control_is_accepted()
        self.assertEqual(len(self.site.cases()), before + 1)

    def test_paths_methods_and_types(self):
        for name, octets, status, code in (
            ("path", self.request(b"<a/>", path="/shep/nobody"), 404, "http_path_unknown"),
            ("portal without path", self.request(b"<a/>", path="/"), 404, "http_path_unknown"),
            ("dots", self.request(b"<a/>", path="/shep/../shep/egov"), 404, "http_path_unknown"),
            ("admin on this listener", self.request(method="GET", path="/metrics"), 404, "http_path_unknown"),
            ("PUT", self.request(b"<a/>", method="PUT"), 405, "http_method_not_allowed"),
            ("DELETE", self.request(method="DELETE"), 405, "http_method_not_allowed"),
            ("GET without ?wsdl", self.request(method="GET"), 405, "http_method_not_allowed"),
            ("unknown xsd", self.request(method="GET", path="/shep/egov?xsd=../../etc/passwd"), 405, "http_method_not_allowed"),
            ("JSON", self.request(b"{}", "Content-Type: application/json\r\n"), 415, "http_media_type_unsupported"),
            ("no type", self.request(b"<a/>", ""), 415, "http_media_type_unsupported"),
            ("multipart", self.request(b"<a/>", "Content-Type: multipart/related\r\n"), 415, "http_media_type_unsupported"),
        ):
            with self.subTest(name), self.connect() as client:
                client.sendall(octets)
                head, body = self.read_one(client)
                self.assertTrue(head.startswith(f"HTTP/1.1 {status}".encode()), head)
                self.assertIn(f" {code};".encode(), body)
                if status == 405:
                    self.assertRegex(head, rb"\r\nAllow: .*POST")
                client.sendall(self.request(self.message()))  # such a refusal does not end the connection
                self.assertIn(b"SCSS001", self.read_one(client)[1])

    def test_the_wsdl_and_its_schemas_compile(self):
        url = f"{self.site.url('portals')}/shep/egov"
        fetch = lambda address: requests.get(address, verify=self.site.root_certificate, timeout=30)
        fetched = set()

        class Over(etree.Resolver):
            def resolve(self, address, public_id, context):
                fetched.add(address)
                return self.resolve_string(fetch(address).content, context, base_url=address)

        parser = etree.XMLParser()
        parser.resolvers.add(Over())
        wsdl = fetch(url + "?wsdl")
        self.assertEqual(wsdl.status_code, 200)
        self.assertIn("text/xml", wsdl.headers["Content-Type"])
        tree = etree.fromstring(wsdl.content, parser, base_url=url + "?wsdl")
        address = tree.find(".//{http://schemas.xmlsoap.org/wsdl/soap/}address").get("location")
        self.assertEqual(address, url)
        imports = tree.iter("{http://www.w3.org/2001/XMLSchema}import")
        names = [one.get("schemaLocation") for one in imports]
        self.assertTrue(names and all(one.startswith("?xsd=") for one in names), names)
        schemas = {}
        for name in names:
            schemas[name] = etree.XMLSchema(etree.parse(url + name, parser))
        self.assertGreaterEqual(len(fetched), 5, fetched)
        message = etree.fromstring(self.message())
        content = message.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")[0]
        schemas["?xsd=types.xsd"].assertValid(etree.fromstring(etree.tostring(content)))
        answer = etree.fromstring(self.site.post(self.message()).body)
        content = answer.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")[0]
        schemas["?xsd=types.xsd"].assertValid(etree.fromstring(etree.tostring(content)))
        said = answer.find(".//{urn:shep-gateway:answer:1}Answer")
        schemas["?xsd=answer.xsd"].assertValid(etree.fromstring(etree.tostring(said)))

    def test_llhttp(self):
        """Each case that must fail, as it stands and on a portal's path with a Host, so that it fails for what it is about."""
        path = harness.SHARED / "corpora/http/llhttp-request.json"
        if not is_there(path):
            return
        cases = [one for one in json.loads(path.read_text()) if one["expect"] == "error"]
        self.assertGreater(len(cases), 30)
        first_line = re.compile(r"^(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH) /[^\s\x80-\xff#]* HTTP/1\.([01])\r\n")
        served = self.requests_served()
        for one in cases:
            wire = one["wire_latin1"]
            host = "" if "host:" in wire.lower() else r"Host: localhost\r\n"
            on_path = first_line.sub(r"POST /shep/egov HTTP/1.\1\r\n" + host, wire)
            for name, octets in (("as is", wire), ("on a portal's path", on_path)):
                with self.subTest(one["id"], how=name):
                    wire_octets = b"".join(c.encode("latin-1" if ord(c) < 256 else "utf-8") for c in octets)
                    answer = self.exchange(wire_octets)
                    self.assertEqual(answer[:12], b"HTTP/1.1 400", answer[:600])
                    self.assertEqual(len(re.findall(rb"HTTP/1\.[01] \d\d\d ", answer)), 1, "a second answer")
        self.assertEqual(self.requests_served(), served, "a request behind a broken one was served")
        print(f"{len(cases)} cases of llhttp that must fail, each twice")

    def requests_served(self):
        text = self.site.admin("/metrics").text
        found = re.search(r'shep_gateway_http_requests_total\{listener="portals"\} (\S+)', text)
        return float(found[1]) if found else 0


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
