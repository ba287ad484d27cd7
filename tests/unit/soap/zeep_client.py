"""A client that we did not write (zeep) is built from the served WSDL, sends in the three ways in which it can fill `data`,
and understands our answer and our fault. The server side is the soap module behind a small HTTP server on a free port."""
import http.server
import subprocess
import sys
import threading
import unittest
from urllib.parse import urlsplit

import zeep
from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
TYPES = "http://bip.bee.kz/SyncChannel/v10/Types"
XSD = "http://www.w3.org/2001/XMLSchema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ANSWER = "{urn:shep-gateway:answer:1}"
samples = sys.argv.pop()  # the program made of samples.cpp


class Gateway(http.server.BaseHTTPRequestHandler):
    received = []

    def do_GET(self):
        url = f"http://127.0.0.1:{self.server.server_port}/egov"
        made = subprocess.run([samples, "document", urlsplit(self.path).query, url], capture_output=True)
        self.reply(200 if made.returncode == 0 else 404, made.stdout)

    def do_POST(self):
        octets = self.rfile.read(int(self.headers["Content-Length"]))
        envelope = etree.fromstring(octets)
        self.received.append((self.headers["SOAPAction"], envelope))
        body = etree.tostring(envelope.find(f"{{{SOAP}}}Body"), method="c14n", exclusive=True)
        made = subprocess.run([samples, "reply"], input=body, capture_output=True)
        self.reply(200 if made.returncode == 0 else 500, made.stdout)

    def reply(self, status, octets):
        self.send_response(status)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *arguments):
        pass


class ZeepClient(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.client = zeep.Client(f"http://127.0.0.1:{cls.server.server_port}/egov?wsdl")

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()

    def request(self, data, **fields):
        info = {"messageId": "id-1", "serviceId": "S-1", "messageDate": "2026-11-22T10:00:00+05:00",
                "sender": {"senderId": "egov", "password": "secret"}, **fields}
        return {"requestInfo": info, "requestData": {"data": data}}

    def send(self, data, **fields):
        answer = self.client.service.SendMessage(request=self.request(data, **fields))
        action, envelope = Gateway.received[-1]
        self.assertEqual(action, '""')
        body = envelope.find(f"{{{SOAP}}}Body")
        self.assertEqual([child.tag for child in body], [f"{{{TYPES}}}SendMessage"])
        self.assertEqual([child.tag for child in body[0]], ["request"])
        return answer, body.find(f"{{{TYPES}}}SendMessage/request/requestData/data")

    def assert_accepted(self, answer):
        self.assertEqual(answer.responseInfo.status.code, "SCSS001")
        self.assertEqual(answer.responseInfo.correlationId, "id-1")
        self.assertIn("Заявление принято", answer.responseInfo.status.message)
        (ours,) = answer.responseData.data
        self.assertEqual(ours.findtext(ANSWER + "CaseNumber"), "SKO-20261122-7K3QX4")

    def test_service_and_port_names(self):
        service = self.client.wsdl.services["ISyncChannelHttpService"]
        port = service.ports["SyncChannelHttpPort"]
        self.assertEqual(port.binding_options["address"], f"http://127.0.0.1:{self.server.server_port}/egov")
        self.assertEqual(list(port.binding.all()), ["SendMessage"])

    def test_data_as_escaped_text(self):
        form = '<?xml version="1.0" encoding="UTF-8"?><form>қ</form>'
        answer, data = self.send(zeep.xsd.AnyObject(zeep.xsd.String(), form))
        self.assertEqual(data.text, form)
        self.assertEqual(len(data), 0)
        prefix, local = data.get(f"{{{XSI}}}type").split(":")
        self.assertEqual((data.nsmap[prefix], local), (XSD, "string"))
        self.assert_accepted(answer)

    def test_data_as_plain_text(self):
        answer, data = self.send("<form/>")
        self.assertEqual((data.text, data.attrib), ("<form/>", {}))
        self.assert_accepted(answer)

    def test_data_as_an_element(self):
        # zeep has no argument for a foreign element in xsd:anyType; a plugin puts it there, as one would sign there.
        form = etree.fromstring('<f:form xmlns:f="urn:f"><f:iin>850101300123</f:iin></f:form>')

        class PutForm(zeep.Plugin):
            def egress(self, envelope, http_headers, operation, binding_options):
                data = envelope.find(".//data")
                data.text = None
                data.append(form)
                return envelope, http_headers

        self.client.plugins.append(PutForm())
        try:
            answer, data = self.send("")
        finally:
            self.client.plugins.pop()
        self.assertEqual([child.tag for child in data], ["{urn:f}form"])
        self.assertEqual(data[0].findtext("{urn:f}iin"), "850101300123")
        self.assert_accepted(answer)

    def test_data_as_a_typed_element(self):
        kind = self.client.get_type(ANSWER + "Answer")
        value = kind(Code=0, Name="accepted", MessageId="m", TextKk="k", TextRu="r", TextEn="e")
        answer, data = self.send(zeep.xsd.AnyObject(kind, value))
        prefix, local = data.get(f"{{{XSI}}}type").split(":")
        self.assertEqual((data.nsmap[prefix], local), (ANSWER.strip("{}"), "Answer"))
        self.assert_accepted(answer)

    def test_optional_fields(self):
        answer, _ = self.send(zeep.xsd.AnyObject(zeep.xsd.String(), "x"), routeId="R_SKO",
                              properties=[{"key": "k", "value": "v"}],
                              sessionId="{49af1eac-bbc4-4bd7-8d4f-5b778d828831}")
        self.assert_accepted(answer)

    def test_fault(self):
        with self.assertRaises(zeep.exceptions.Fault) as caught:
            self.send(zeep.xsd.AnyObject(zeep.xsd.String(), " "))
        self.assertEqual(caught.exception.code, "SCE001")
        self.assertIn("Элемент data пуст", caught.exception.message)
        detail = caught.exception.detail[0]
        self.assertEqual(detail.tag, f"{{{TYPES}}}SendMessageFault1_SendMessageFault")
        info = self.client.get_type("{http://bip.bee.kz/common/v10/Types}ErrorInfo").parse_xmlelement(detail)
        self.assertEqual(info.errorCode, "SCE001")
        self.assertEqual(info.errorData, "1019 data_missing; retry after_fix")


if __name__ == "__main__":
    unittest.main()
