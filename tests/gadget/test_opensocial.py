"""The gadget XML for dashboards that still take OpenSocial."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from gadget.models import Gadget
from tests.conftest import Api

# What the original's users have in their dashboards.
NAMES = {
    "isConfigured", "isReallyConfigured", "title", "titleRequired", "numofentries", "refresh",
    "maxProviderLabelCharacters", "rules", "renderingContext", "keys", "itemKeys", "username",
}  # fmt: skip

# OpenSocial Core Gadget Specification 1.0, appendix "Gadget XML Reference", as far as we write it.
SCHEMA = etree.XMLSchema(
    etree.fromstring(b"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="Module"><xs:complexType><xs:sequence>
    <xs:element name="ModulePrefs"><xs:complexType>
      <xs:sequence><xs:element name="Require" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
        <xs:attribute name="feature" type="xs:string" use="required"/></xs:complexType></xs:element></xs:sequence>
      <xs:attribute name="title" type="xs:string" use="required"/>
      <xs:attribute name="title_url" type="xs:anyURI"/>
      <xs:attribute name="description" type="xs:string"/>
      <xs:attribute name="author" type="xs:string"/>
      <xs:attribute name="thumbnail" type="xs:anyURI"/>
      <xs:attribute name="height" type="xs:nonNegativeInteger"/>
      <xs:attribute name="scrolling" type="xs:boolean"/>
    </xs:complexType></xs:element>
    <xs:element name="UserPref" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:attribute name="name" type="xs:NMTOKEN" use="required"/>
      <xs:attribute name="display_name" type="xs:string"/>
      <xs:attribute name="default_value" type="xs:string"/>
      <xs:attribute name="datatype"><xs:simpleType><xs:restriction base="xs:string">
        <xs:enumeration value="string"/><xs:enumeration value="hidden"/><xs:enumeration value="bool"/>
        <xs:enumeration value="enum"/><xs:enumeration value="list"/></xs:restriction></xs:simpleType></xs:attribute>
    </xs:complexType></xs:element>
    <xs:element name="Content"><xs:complexType>
      <xs:attribute name="type" type="xs:string" fixed="url" use="required"/>
      <xs:attribute name="href" type="xs:anyURI" use="required"/>
      <xs:attribute name="view" type="xs:string"/>
    </xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>""")
)


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(slug="team", title='Team "A" & <b>B</b>\x0b', origins=["https://jira.example.com"])


@pytest.fixture
def module(as_nobody: Api, gadget: Gadget) -> Any:
    return etree.fromstring(as_nobody.get("/gadgets/team.xml").content)


def test_it_is_a_gadget_of_the_specification(module: Any) -> None:
    SCHEMA.assertValid(module)


def test_it_has_the_original_s_preferences(module: Any) -> None:
    assert {one.get("name") for one in module.iter("UserPref")} == NAMES
    assert {one.get("name"): one.get("default_value") for one in module.iter("UserPref")}.items() >= {
        "title": 'Team "A" & <b>B</b>',
        "numofentries": "10",
        "refresh": "false",
        "maxProviderLabelCharacters": "50",
    }.items()


def test_its_content_is_our_page_which_grows_with_it(module: Any, as_nobody: Api) -> None:
    (content,) = module.iter("Content")
    assert (content.get("type"), content.get("href")) == ("url", "http://testserver/embed/team/")
    assert [one.get("feature") for one in module.iter("Require")] == ["dynamic-height"]
    assert {"canvas", "default", "wallboard"} <= set(content.get("view").split(","))


def test_what_was_chosen_on_the_dashboard_is_shown(as_nobody: Api, gadget: Gadget) -> None:
    page = as_nobody.get("/embed/team/?up_title=Ours&up_numofentries=7&up_isConfigured=true").content.decode()
    assert 'heading="Ours"' in page
    assert 'limit="7"' in page


@pytest.mark.parametrize(
    ("parent", "heard"),
    [("https://jira.example.com/secure/Dashboard.jspa", True), ("https://evil.example/", False), ("http://[", False)],
)
def test_only_a_container_on_the_list_hears_its_height(
    as_nobody: Api, gadget: Gadget, parent: str, heard: bool
) -> None:
    page = as_nobody.get(f"/embed/team/?parent={parent}").content.decode()
    assert ('container-origin="https://jira.example.com"' in page) is heard
    assert "evil" not in page


def test_there_is_no_gadget_of_that_name(as_nobody: Api, gadget: Gadget) -> None:
    assert as_nobody.get("/gadgets/nothing.xml").status_code == 404
